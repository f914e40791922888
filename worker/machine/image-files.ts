import { type Image, type ImageFile, imageFiles } from '#images/catalog';
import { FailureError } from '#protocol/failure';
import type { FileLocations } from '#protocol/machine';
import { type CompiledV86, compileV86 } from '../engine/build-v86.ts';
import { V86_WASM } from '../engine/v86-parts.ts';

/** Reads a file, telling how many of its bytes have come so far. */
export type ReadFile = (
  location: string,
  onProgress: (loadedBytes: number) => void,
) => Promise<Uint8Array<ArrayBuffer>>;

/** What files are loaded with. */
export interface FileHost {
  readonly readFile: ReadFile;
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
  readonly kernel: Uint8Array<ArrayBuffer>;
}

/**
 * Reads, checks and unpacks the files of an image, and compiles the emulator meanwhile. Fails with `ImageMissing` or
 * `ImageDamaged`, naming the file, and as `compileV86` does.
 */
export async function loadFiles(
  image: Image,
  locations: FileLocations,
  { readFile, sliceInstructions }: FileHost,
  onProgress: (loadedBytes: number, totalBytes: number) => void,
): Promise<LoadedFiles> {
  const all = [...imageFiles(image), V86_WASM];
  const totalBytes = all.reduce((sum, file) => sum + file.bytes, 0);
  const loaded = new Map<string, number>();
  const load = async (file: ImageFile, location: string | undefined) => {
    const bytes = await readPresent(file, location, readFile, (loadedBytes) => {
      loaded.set(file.path, loadedBytes);
      const sum = [...loaded.values()].reduce((total, count) => total + count, 0);
      onProgress(Math.min(sum, totalBytes), totalBytes);
    });
    await check(file, bytes);
    return file.unpacked ? gunzip(bytes) : bytes;
  };
  const { bios, vgaBios, kernel } = image;
  const [compiled, ...unpacked] = await Promise.all([
    load(V86_WASM, locations.emulator).then((wasm) => compileV86(wasm, sliceInstructions)),
    load(bios, locations.images[bios.path]),
    load(vgaBios, locations.images[vgaBios.path]),
    load(kernel, locations.images[kernel.path]),
  ]);
  return { compiled, bios: unpacked[0], vgaBios: unpacked[1], kernel: unpacked[2] };
}

async function readPresent(
  file: ImageFile,
  location: string | undefined,
  read: ReadFile,
  onProgress: (loadedBytes: number) => void,
): Promise<Uint8Array<ArrayBuffer>> {
  try {
    if (location === undefined) throw new FileMissing('this build of Snowglobe does not have it.');
    return await read(location, onProgress);
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
  const hex = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex === file.sha256 ? null : 'its SHA-256 is not the one in the catalogue';
}

/** Browsers offer SHA-256 to pages from https and from this computer only. */
function pageInsecure(): FailureError {
  return new FailureError(
    'PageInsecure',
    'This page came over plain http from another computer, where browsers switch off the check of the files that machines boot from, so the machine was not started. Open it over https, or from this computer.',
  );
}

async function gunzip(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Uint8Array(await new Response(unpacked).arrayBuffer());
}
