import { findFile, type Image, type ImageFile, imageFiles } from '#images/catalog';
import { toHex } from '#protocol/bytes';
import { FailureError, toFailure } from '#protocol/failure';
import type { StoredMachine } from '#protocol/frozen-machine';
import type { FileLocations } from '#protocol/machine';
import { type CompiledV86, compileV86 } from '../engine/build-v86.ts';
import { V86_WASM } from '../engine/v86-parts.ts';
import { readSnapshotFile } from '../snapshots/read-file.ts';

/** Reads a file, and hands over its parts as they come. */
export type ReadFile = (
  location: string,
  onPart: (part: Uint8Array<ArrayBuffer>) => void,
) => Promise<Uint8Array<ArrayBuffer>>;

/** Reads a file of that SHA-256 that came with a snapshot; null where none did. */
export type ReadStoredFile = (sha256: string) => Promise<Uint8Array<ArrayBuffer> | null>;

/** What files are loaded with. */
export interface FileHost {
  readonly readFile: ReadFile;
  /** For files that cannot be fetched; there are no others unless told. */
  readonly readStoredFile?: ReadStoredFile;
  /** See `CompiledV86`; v86's own length unless told. */
  readonly sliceInstructions?: number;
}

/** A file that could not be read: what `ReadFile` throws when it is not there. */
export class FileMissing extends Error {}

/** The files that a machine is made of, unpacked. */
export interface LoadedFiles {
  readonly compiled: CompiledV86;
  readonly bios: Uint8Array<ArrayBuffer>;
  readonly vgaBios: Uint8Array<ArrayBuffer>;
  /** Null where nothing is to be booted. */
  readonly kernel: Uint8Array<ArrayBuffer> | null;
}

/** Called with the bytes that have come and those that will. */
export type OnProgress = (loadedBytes: number, totalBytes: number) => void;

/** Reads, checks and unpacks files, and tells how far it has come with all of them together. */
export class FileLoader {
  readonly #locations: FileLocations;
  readonly #host: FileHost;
  readonly #onProgress: OnProgress;
  readonly #loaded = new Map<string, number>();
  readonly #files = new Map<string, Promise<Uint8Array<ArrayBuffer>>>();
  #totalBytes = 0;

  constructor(locations: FileLocations, host: FileHost, onProgress: OnProgress) {
    this.#locations = locations;
    this.#host = host;
    this.#onProgress = onProgress;
  }

  /** The emulator, compiled as it arrives. Fails with `ImageMissing`, `ImageDamaged`, and as `compileV86` does. */
  async emulator(): Promise<CompiledV86> {
    const wasm = await this.#load(V86_WASM, this.#locations.emulator);
    return compileV86(wasm, this.#host.sliceInstructions);
  }

  /** Files of an image, in the order asked for; each is read once. Fails with `ImageMissing` or `ImageDamaged`, naming the file. */
  files(files: readonly ImageFile[]): Promise<Uint8Array<ArrayBuffer>[]> {
    return Promise.all(
      files.map((file) => {
        const loading = this.#files.get(file.path) ?? this.#imageFile(file);
        this.#files.set(file.path, loading);
        return loading;
      }),
    );
  }

  /** The page's own, or the one that came with a snapshot: without a connection, or of an image that the page has not got. */
  async #imageFile(file: ImageFile): Promise<Uint8Array<ArrayBuffer>> {
    const known = findFile(file.sha256);
    const location = known && this.#locations.images[known.path];
    try {
      return await this.#load(file, location);
    } catch (error) {
      if (toFailure(error)?.name !== 'ImageMissing') throw error;
      const stored = await this.#host.readStoredFile?.(file.sha256).catch((cause: unknown) => {
        if (toFailure(cause) === null) throw cause;
        return null;
      });
      if (!stored) throw error;
      return unpacked(file, stored);
    }
  }

  async #load(file: ImageFile, location: string | undefined): Promise<Uint8Array<ArrayBuffer>> {
    this.#totalBytes += file.bytes;
    const bytes = await readPresent(file, location, this.#host.readFile, ({ length }) => {
      this.#loaded.set(file.path, (this.#loaded.get(file.path) ?? 0) + length);
      const sum = [...this.#loaded.values()].reduce((total, count) => total + count, 0);
      this.#onProgress(Math.min(sum, this.#totalBytes), this.#totalBytes);
    });
    await check(file, bytes);
    return unpacked(file, bytes);
  }
}

/**
 * Reads, checks and unpacks the files of an image, and compiles the emulator meanwhile. Fails as `FileLoader` does.
 */
export async function loadFiles(
  image: Image,
  locations: FileLocations,
  host: FileHost,
  onProgress: OnProgress,
): Promise<LoadedFiles> {
  const loader = new FileLoader(locations, host, onProgress);
  const [compiled, files] = await Promise.all([loader.emulator(), loader.files(imageFiles(image))]);
  return filesOf(compiled, files);
}

/** What `imageFiles` names, the kernel perhaps left out. */
export function filesOf(
  compiled: CompiledV86,
  [bios, vgaBios, kernel]: readonly Uint8Array<ArrayBuffer>[],
): LoadedFiles {
  if (!bios || !vgaBios) throw new Error('An image has a BIOS and a VGA BIOS.');
  return { compiled, bios, vgaBios, kernel: kernel ?? null };
}

/** A baked machine, and the file that it was read from. */
export interface BakedMachine {
  readonly stored: StoredMachine;
  readonly file: Uint8Array<ArrayBuffer>;
}

/** Reads the file of a baked machine. Fails with `ImageMissing`, and as `readSnapshotFile` does. */
export async function readBaked(
  location: string,
  { readFile }: FileHost,
  onProgress: OnProgress,
): Promise<BakedMachine> {
  let arriving: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>> | undefined;
  const parts = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start: (controller) => {
      arriving = controller;
    },
  });
  let loadedBytes = 0;
  const reading = readPresent({ path: location }, location, readFile, (part) => {
    arriving?.enqueue(part);
    loadedBytes += part.length;
    onProgress(loadedBytes, 0);
  });
  reading.then(
    () => arriving?.close(),
    (error: unknown) => arriving?.error(error),
  );
  const [file, stored] = await Promise.all([reading, readSnapshotFile(parts)]);
  return { file, stored };
}

async function readPresent(
  file: Pick<ImageFile, 'path'>,
  location: string | undefined,
  read: ReadFile,
  onPart: (part: Uint8Array<ArrayBuffer>) => void,
): Promise<Uint8Array<ArrayBuffer>> {
  try {
    if (location === undefined) throw new FileMissing('this build of Snowglobe does not have it.');
    return await read(location, onPart);
  } catch (cause) {
    if (!(cause instanceof FileMissing)) throw cause;
    throw new FailureError(
      'ImageMissing',
      `The file ${file.path} could not be fetched: ${cause.message} The machine was not started. Check the connection, then start it again.`,
      { cause },
    );
  }
}

async function check(file: ImageFile, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  const difference = await differenceFrom(file, bytes);
  if (difference === null) return;
  throw new FailureError(
    'ImageDamaged',
    `The file ${file.path} is damaged: ${difference}. The machine was not started. Reload the page to fetch it again; if that does not help, the copy on the server is damaged.`,
  );
}

/** What tells a file from the one in the catalogue, or null when nothing does. */
async function differenceFrom(
  file: ImageFile,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<string | null> {
  if (bytes.length < file.bytes) return `it ends after ${bytes.length} of ${file.bytes} bytes`;
  if (bytes.length > file.bytes) return `it has ${bytes.length} bytes instead of ${file.bytes}`;
  if (crypto.subtle === undefined) throw pageInsecure();
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return toHex(digest) === file.sha256 ? null : 'its SHA-256 is not the one in the catalogue';
}

/** Browsers offer SHA-256 to pages from https and from this computer only. */
function pageInsecure(): FailureError {
  return new FailureError(
    'PageInsecure',
    'This page came over plain http from another computer, where browsers switch off the check of the files that machines boot from, so the machine was not started. Open it over https, or from this computer.',
  );
}

function unpacked(
  { path }: ImageFile,
  bytes: Uint8Array<ArrayBuffer>,
): Uint8Array<ArrayBuffer> | Promise<Uint8Array<ArrayBuffer>> {
  return path.endsWith('.gzip') ? gunzip(bytes) : bytes;
}

async function gunzip(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Uint8Array(await new Response(unpacked).arrayBuffer());
}
