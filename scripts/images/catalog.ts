import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { IMAGES, sha256, TINY } from './files.ts';

/** Replaces, after `path: 'PATH'`, the next `bytes` and `sha256` by those of `contents`, one pair for each. */
export function rewriteEntry(
  catalog: string,
  path: string,
  contents: readonly Uint8Array[],
): string {
  const at = catalog.indexOf(`path: '${path}'`);
  if (at < 0) throw new Error(`images/catalog.ts has no entry for ${path}.`);
  let rest = catalog.slice(at);
  let done = '';
  for (const content of contents) {
    const pair = /bytes: \d+,(\s+)sha256: '[0-9a-f]*'/.exec(rest);
    if (!pair) throw new Error(`images/catalog.ts has no size and digest for ${path}.`);
    done += rest.slice(0, pair.index);
    done += `bytes: ${content.length},${pair[1]}sha256: '${sha256(content)}'`;
    rest = rest.slice(pair.index + pair[0].length);
  }
  return catalog.slice(0, at) + done + rest;
}

/** Writes sizes and digests of images/tiny's built files into the catalogue. */
export function updateCatalog(names: readonly string[]): void {
  const file = join(IMAGES, 'catalog.ts');
  let catalog = readFileSync(file, 'utf8');
  for (const name of names) {
    const bytes = readFileSync(join(TINY, name));
    const contents = name.endsWith('.gzip') ? [bytes, gunzipSync(bytes)] : [bytes];
    catalog = rewriteEntry(catalog, `tiny/${name}`, contents);
    console.log(`${name}: ${bytes.length} bytes, ${sha256(bytes)}`);
  }
  writeFileSync(file, catalog);
}
