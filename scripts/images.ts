/**
 * Builds the image `tiny` from Debian's packages and puts it into images/tiny.
 *   npm run images                    build, copy into images/tiny, update images/catalog.ts
 *   npm run images -- --out DIR       keep the build in DIR
 *   npm run images -- --check         build twice in two folders and compare; change nothing
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { buildTiny, TINY_FILES } from './images/build.ts';
import { updateCatalog } from './images/catalog.ts';
import { installIntoRepository, sameFiles } from './images/files.ts';
import { fetchPackages } from './images/packages.ts';
import { ensureSystemPackages } from './images/system.ts';

const { values } = parseArgs({
  options: { out: { type: 'string' }, check: { type: 'boolean', default: false } },
});

function build(folder: string): string {
  const downloads = fetchPackages(join(folder, 'packages'));
  return buildTiny(downloads, join(folder, 'work'));
}

function check(folder: string): boolean {
  const downloads = fetchPackages(join(folder, 'packages'));
  const first = buildTiny(downloads, join(folder, 'first'));
  const second = buildTiny(downloads, join(folder, 'a', 'second', 'build'));
  return sameFiles(first, second, TINY_FILES);
}

function main(): boolean {
  ensureSystemPackages();
  const folder = values.out
    ? resolve(values.out)
    : mkdtempSync(join(tmpdir(), 'snowglobe-images-'));
  try {
    if (values.check) return check(folder);
    installIntoRepository(build(folder), TINY_FILES);
    updateCatalog(TINY_FILES);
    return true;
  } finally {
    if (!values.out) rmSync(folder, { recursive: true, force: true });
  }
}

try {
  process.exitCode = main() ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
