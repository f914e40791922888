import type { FileLocations, NetworkCard } from './machine.ts';

declare global {
  // The contract compiles without DOM: here these are opaque, elsewhere they are the platform's own.
  interface Blob {}
  interface MessagePort {}
}

/** The library's name: of its database, its lock and its channel between tabs. */
export const LIBRARY_NAME = 'snowglobe-library';

/** Its object store, and how the key of each snapshot's manifest begins there (`worker/snapshots/FORMAT.md`). */
export const LIBRARY_OBJECTS = 'objects';
export const MANIFEST_KEY = 'manifest/';

/** How the ids of `baked` snapshots begin. */
export const BAKED_ID = 'baked-';

declare const snapshotId: unique symbol;
declare const lineageId: unique symbol;

/** Names one snapshot for ever, in every library that holds it: a UUID, or `baked-` and a digest. */
export type SnapshotId = string & { readonly [snapshotId]: true };

/** Names the machine that a snapshot was taken of, over all its resumes into itself: a UUID. */
export type LineageId = string & { readonly [lineageId]: true };

/** A machine's configuration as a snapshot keeps it: what lies on disk and CD is in the snapshot's pages. */
export interface FrozenConfig {
  readonly image: string;
  readonly name: string;
  readonly memoryMiB: number;
  readonly seed: number;
  readonly network: NetworkCard;
  readonly disk:
    | { readonly kind: 'blank'; readonly sizeMiB: number }
    | { readonly kind: 'file'; readonly name: string; readonly bytes: number }
    | null;
  readonly cd: { readonly name: string; readonly bytes: number } | null;
}

/**
 * `kept`: frozen by the user or a script. `auto`: saved by itself; the next one of its machine takes its place. `baked`:
 * came with the page, and is no user's. `replay`: where a recording begins, which is in it.
 */
export type SnapshotKind = 'kept' | 'auto' | 'baked' | 'replay';

/** The visible console at the instant of a snapshot, for a small picture of it. */
export interface ConsolePicture {
  readonly columns: number;
  readonly rows: number;
  /** One entry a row: its text, trailing blanks cut. */
  readonly lines: readonly string[];
}

/** One snapshot as lists show it. */
export interface SnapshotInfo {
  readonly id: SnapshotId;
  readonly kind: SnapshotKind;
  readonly name: string;
  readonly machine: FrozenConfig;
  readonly lineage: LineageId;
  /** The image's id and the digests of the files it booted from. */
  readonly image: FrozenImage;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /**
   * The snapshot that the machine was resumed from last, or froze last; null at the root of a tree. When that is deleted,
   * the parent it had; but what a machine freezes that was running then names the one that is gone.
   */
  readonly parent: SnapshotId | null;
  readonly guestUptimeMs: number;
  readonly instructions: number;
  /** Bytes in storage that this snapshot added when it was written. */
  readonly newBytes: number;
  /** Bytes in storage that were there before and that it uses, too. */
  readonly sharedBytes: number;
  readonly totalBytes: number;
  /** How long the guest stood still for it, in milliseconds. */
  readonly pauseMs: number;
  readonly picture: ConsolePicture;
}

/** What a snapshot's machine booted from, by digest. */
export interface FrozenImage {
  readonly id: string;
  /** SHA-256, in hexadecimal, by the file's path in the catalogue. */
  readonly files: Readonly<Record<string, string>>;
  /** How it boots where its catalogue is not known; missing in the oldest snapshots. */
  readonly boot?: FrozenBoot;
}

/** Which of an image's files is which, by path, and the kernel's command line. Files whose names end in `.gzip` are unpacked. */
export interface FrozenBoot {
  readonly bios: string;
  readonly vgaBios: string;
  readonly kernel: string;
  readonly commandLine: string;
}

/** What `verify` found: every chunk was read, unpacked and compared with its name. Image files are not counted. */
export interface Verified {
  readonly chunks: number;
  readonly bytes: number;
}

/** A snapshot whose manifest cannot be read. */
export interface UnreadableSnapshot {
  readonly id: SnapshotId;
  /** Its format is one that this version does not know, a newer one's: nothing says that it is damaged. */
  readonly foreign: boolean;
  /** The sentence that names it and says why it cannot be read. */
  readonly message: string;
}

/** What differs between two snapshots. Pages have 4096 bytes. */
export interface Comparison {
  readonly memoryPages: number;
  readonly memoryBytes: number;
  readonly diskPages: number;
  readonly diskBytes: number;
  /** Lines of the console's text that only one of them has, in order; `-` of the first, `+` of the second. */
  readonly console: readonly string[];
}

/** What storage holds and may hold, in bytes. */
export interface StorageUse {
  readonly snapshots: number;
  /** Chunks of all snapshots, compressed, each counted once. */
  readonly chunkBytes: number;
  /** As the browser estimates them for this whole site; null where it does not tell. */
  readonly usedBytes: number | null;
  readonly allowedBytes: number | null;
  /** The browser has promised not to clear it by itself. */
  readonly persisted: boolean;
}

/**
 * What a recording is at: `reading` what the machine was, which what it becomes when it is played is compared with; `storing` it;
 * `packing` it into a file.
 */
export type RecordStep = 'reading' | 'storing' | 'packing';

/** Where an import, an export or a recording stands. */
export interface LibraryProgress {
  readonly doneBytes: number;
  readonly totalBytes: number;
  /** Of what has several steps, which one these bytes are of. */
  readonly step?: RecordStep;
}

/** How `export` may be told to differ from the defaults. */
export interface ExportOptions {
  /** Puts the image's files in, so that the file needs nothing else; otherwise they are named by digest. */
  readonly withImage?: boolean;
}

/**
 * Watches a call and may break it off: asked several times a second, `cancelled` makes it fail with `Cancelled`, having
 * changed nothing. Crosses comlink as one `proxy`, so both functions must be there.
 */
export interface Cancellable {
  cancelled(): boolean | Promise<boolean>;
  onProgress(progress: LibraryProgress): void;
}

/**
 * The verbs of the library of snapshots, as its worker serves them to the page through comlink. All are legal at any
 * time, several at once. Each may fail with `StorageRefused`.
 */
export interface LibraryApi {
  /**
   * Newest first, `baked` ones left out. Manifests are not read for it: one that cannot be is left out as soon as
   * `damaged`, or the first collection some seconds after the start, has found it.
   */
  list(): Promise<readonly SnapshotInfo[]>;
  /**
   * Reads all manifests: those that cannot be read, damaged ones and foreign ones. While there is one, nothing is freed,
   * since what it uses cannot be known.
   */
  damaged(): Promise<readonly UnreadableSnapshot[]>;
  /** Takes it off the list; what only it used is freed later. Children stay whole. Idempotent. */
  delete(id: SnapshotId): Promise<void>;
  /**
   * 1 to 80 characters after blanks at its ends are cut, or a `RangeError`. Fails with `SnapshotMissing`. An `auto` one
   * becomes `kept`.
   */
  rename(id: SnapshotId, name: string): Promise<void>;
  /** One file, compressed. Fails with `SnapshotMissing`, `SnapshotDamaged`, `ImageMissing`, `Cancelled`. */
  export(
    id: SnapshotId,
    files: FileLocations,
    options?: ExportOptions,
    how?: Cancellable,
  ): Promise<Blob>;
  /** A state that stock v86 restores, and the options of its constructor. Fails as `export`. */
  exportV86State(id: SnapshotId): Promise<{ state: Blob; options: object }>;
  /**
   * Adds a file's snapshot, storing only what is missing; one that is there already is left as it is. Fails with
   * `FileNotSnapshot`, `SnapshotDamaged`, `SnapshotForeign`, `StorageFull`, `Cancelled`.
   */
  import(file: Blob, how?: Cancellable): Promise<SnapshotInfo>;
  /** Reads and checks all of it, the image's files too where they came with it. Fails with `SnapshotMissing` or `SnapshotDamaged`, naming what is wrong. */
  verify(id: SnapshotId, how?: Cancellable): Promise<Verified>;
  /** Fails as `verify`, and with `MemoryRefused`. */
  compare(a: SnapshotId, b: SnapshotId): Promise<Comparison>;
  /** As long after a machine's last save, in milliseconds since 1970, as it was seen running since, unsaved; null: it was saved. */
  unsavedAt(lineage: LineageId): Promise<number | null>;
  /** Its machine was removed: that it was not saved is nobody's loss. */
  forgetUnsaved(lineage: LineageId): Promise<void>;
  /**
   * When a machine was last seen running, in milliseconds since 1970, that ended before it was saved for the first time; the
   * latest of several. Told once; null: there is none.
   */
  takeLost(): Promise<number | null>;
  storage(): Promise<StorageUse>;
  /** Frees what no snapshot uses, now; resolves to the bytes freed. Happens by itself, too. */
  collect(): Promise<number>;
  /** Calls `listener` after each change of the list, by this tab or another. */
  watch(listener: () => void): void;
  /** Serves `MachineLibrary` on a port, to one machine's worker. */
  serve(port: MessagePort): void;
}
