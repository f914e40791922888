import { createHash } from 'node:crypto';
import { copyFileSync, readFileSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const IMAGES = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), 'images');
export const TINY = join(IMAGES, 'tiny');

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Puts built files into images/tiny, each in one step: somebody may be booting from the old one. */
export function installIntoRepository(folder: string, names: readonly string[]): void {
  for (const name of names) {
    const fresh = join(TINY, `.${name}.new`);
    copyFileSync(join(folder, name), fresh);
    renameSync(fresh, join(TINY, name));
  }
}

/** Prints both digests of each file; true when all are equal bit for bit. */
export function sameFiles(first: string, second: string, names: readonly string[]): boolean {
  let same = true;
  for (const name of names) {
    const one = sha256(readFileSync(join(first, name)));
    const other = sha256(readFileSync(join(second, name)));
    const committed = sha256(readFileSync(join(TINY, name)));
    same &&= one === other;
    console.log(`${name}: ${one === other ? 'identical' : 'DIFFERENT'}`);
    console.log(`  ${one}\n  ${other}\n  ${committed} in images/tiny`);
  }
  return same;
}
