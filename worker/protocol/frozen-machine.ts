import type {
  Cancellable,
  ConsolePicture,
  FrozenConfig,
  FrozenImage,
  LineageId,
  SnapshotId,
  SnapshotInfo,
  SnapshotKind,
} from './snapshots.ts';

/** Bytes in a page, the smallest part that a snapshot stores. */
export const PAGE_BYTES = 4096;

/** Pages of a region, by number. What is not among them is zero, or as in the snapshot that it is read against. */
export interface Pages {
  /** Page numbers, ascending. */
  readonly numbers: Uint32Array<ArrayBuffer>;
  /** Their contents, `PAGE_BYTES` each, in the same order. */
  readonly contents: Uint8Array<ArrayBuffer>;
}

/** A page-aligned part of a machine: the emulator's memory, the devices' buffers, a disk. */
export interface FrozenRegion {
  /** All its pages, stored or not. */
  readonly pageCount: number;
  /** A frozen region with a base: the pages that differ from it, those that became zero with them. */
  readonly pages: Pages;
}

/** The regions that a machine may have. `memory` and `devices` are always there. */
export type RegionName = 'memory' | 'devices' | 'disk' | 'cd';

/** A module of the just-in-time compiler, as v86 wrote it. */
export interface FrozenModule {
  readonly index: number;
  readonly start: number;
  readonly stateFlags: number;
  /** Its bytes; or, with a base, the place among that one's modules of the one that has the same. */
  readonly code: Uint8Array<ArrayBuffer> | number;
}

/** The build of v86, and what of ours the exact layer is bound to. */
export interface FrozenEmulator {
  readonly version: string;
  /** SHA-256 of its wasm, in hexadecimal. */
  readonly sha256: string;
  /** The number that v86 gives the layout of its states. */
  readonly stateVersion: number;
  readonly sliceInstructions: number;
  /** Counts changes of ours that make older exact layers unreadable. */
  readonly exactVersion: number;
}

/** All of a machine but its pages, its modules and its texts: JSON, in both directions. */
export interface FrozenFacts {
  readonly machine: FrozenConfig;
  readonly lineage: LineageId;
  readonly image: FrozenImage;
  readonly emulator: FrozenEmulator;
  /** The portable layer's share of `memory`: guest RAM, in pages. */
  readonly ram: { readonly firstPage: number; readonly pageCount: number };
  /** The machine's date, in whole milliseconds since 1970. */
  readonly createdAt: number;
  /** How long the guest has run by its own clock. */
  readonly guestTimeNs: number;
  readonly instructions: number;
  readonly picture: ConsolePicture;
}

declare const writerId: unique symbol;

/** Names one of those that may save the same machine one after the other, in several tabs: a UUID. */
export type WriterId = string & { readonly [writerId]: true };

/** One machine at one instant, as its worker gives it to the library. Survives `structuredClone`; nothing is shared. */
export interface FrozenMachine {
  readonly facts: FrozenFacts;
  readonly kind: SnapshotKind;
  /** As `checkedName` in `worker/snapshots/names.ts` takes it. Null: the library makes one up from machine and time. */
  readonly name: string | null;
  readonly parent: SnapshotId | null;
  readonly pauseMs: number;
  /** Who saves it; null: nobody who could have said so with `own`. */
  readonly writer: WriterId | null;
  /** Pages and modules are given where they differ from this snapshot's; null: all modules, and all pages that are not zero. */
  readonly base: SnapshotId | null;
  readonly regions: Readonly<Partial<Record<RegionName, FrozenRegion>>>;
  readonly modules: readonly FrozenModule[];
  /** JSON texts and the console's text, by name (`worker/snapshots/FORMAT.md`). */
  readonly texts: Readonly<Record<string, string>>;
}

/** A snapshot's content, as the library gives it to a machine's worker. */
export interface StoredMachine {
  readonly id: SnapshotId;
  readonly kind: SnapshotKind;
  readonly parent: SnapshotId | null;
  /** What pages and modules differ from; null: all modules are there, and pages that are not are zero. */
  readonly base: SnapshotId | null;
  readonly facts: FrozenFacts;
  readonly regions: Readonly<Partial<Record<RegionName, FrozenRegion>>>;
  readonly modules: readonly FrozenModule[];
  readonly texts: Readonly<Record<string, string>>;
}

/** What the library serves to a machine's worker. */
export interface MachineLibrary {
  /**
   * Keeps a machine. Resolves when the snapshot exists and is on disk. Fails with `StorageFull`, `StorageRefused`, with
   * `BaseMissing` when `base` is no longer there: what was frozen must be given whole then; and an `auto` one with
   * `MachineElsewhere` when another writer owns its lineage; with `Cancelled`. A name that is none is a `RangeError`.
   */
  write(frozen: FrozenMachine, how?: Cancellable): Promise<SnapshotInfo>;
  /**
   * Reads a machine, every chunk checked. With `have`, a snapshot that the caller has: pages and modules are those that
   * differ from it, a few equal ones perhaps among them, and `base` says so; when `have` cannot be read, they are all,
   * and `base` is null. Fails with `SnapshotMissing`, `SnapshotDamaged`, `SnapshotForeign`, `MemoryRefused`.
   */
  read(id: SnapshotId, have?: SnapshotId | null): Promise<StoredMachine>;
  /**
   * Adds a baked file's snapshot, unless it is there; base for what machines started from it freeze. This tab's
   * collections leave it; another tab's take it when no snapshot names it, and a freeze against it is `BaseMissing` then.
   */
  importBaked(file: Uint8Array<ArrayBuffer>): Promise<void>;
  /** From now on only this writer saves `auto` snapshots of the lineage, whatever others have begun. */
  own(lineage: LineageId, writer: WriterId): Promise<void>;
  /**
   * A machine has changed and is not saved: as long after its last save, in milliseconds since 1970, as it has run since.
   * Null: it is saved.
   */
  noteUnsaved(lineage: LineageId, at: number | null): Promise<void>;
  /** A file that came with an imported snapshot's image, checked against its SHA-256; null when it is not here. */
  imageFile(sha256: string): Promise<Uint8Array<ArrayBuffer> | null>;
}
