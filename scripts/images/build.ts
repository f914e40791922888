import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TINY } from './files.ts';
import { run } from './process.ts';

/** The files of images/tiny that a build makes. */
export const TINY_FILES = ['kernel.bin.gzip', 'bios.bin', 'vgabios.bin'] as const;

const SECTOR_BYTES = 512;
const SETUP_SECTORS_OFFSET = 0x1f1;
/** Size of the protected-mode part, in paragraphs of 16 bytes. */
const SYSTEM_SIZE_OFFSET = 0x1f4;

function padded(bytes: Uint8Array, length: number): Uint8Array {
  const result = new Uint8Array(length);
  result.set(bytes);
  return result;
}

/**
 * A bzImage whose kernel is not compressed: the real-mode setup, filled up to whole sectors, then vmlinux as it lies
 * in memory from 1 MiB on, where the setup's code32_start already points.
 */
export function uncompressedKernel(setup: Uint8Array, vmlinux: Uint8Array): Uint8Array {
  const setupBytes = ((setup[SETUP_SECTORS_OFFSET] ?? 0) + 1) * SECTOR_BYTES;
  if (setup.length > setupBytes) throw new Error('setup.bin is longer than its header says.');
  const systemBytes = Math.ceil(vmlinux.length / 16) * 16;
  const image = padded(setup, setupBytes + systemBytes);
  image.set(vmlinux, setupBytes);
  new DataView(image.buffer).setUint32(SYSTEM_SIZE_OFFSET, systemBytes / 16, true);
  return image;
}

/** Leaves PATH.gzip: not .gz, which web servers take for a content encoding. */
function compress(path: string): void {
  run('sh', ['-c', 'libdeflate-gzip -12 -c "$1" >"$1.gzip"', 'sh', path]);
}

/** Builds tiny from downloaded packages in an empty folder; returns the folder of the results. */
export function buildTiny(downloads: string, work: string): string {
  if (existsSync(work)) throw new Error(`${work} exists: builds start in an empty folder.`);
  mkdirSync(work, { recursive: true });
  run('sh', [join(TINY, 'build.sh'), downloads, work]);
  const result = join(work, 'result');
  const [setup, vmlinux] = ['setup.bin', 'vmlinux.bin'].map((name) =>
    readFileSync(join(result, name)),
  );
  if (!setup || !vmlinux) throw new Error('The kernel build left no result.');
  const kernel = join(result, 'kernel.bin');
  writeFileSync(kernel, uncompressedKernel(setup, vmlinux));
  compress(kernel);
  return result;
}
