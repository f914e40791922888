import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { IMAGES, imageFiles } from '#images/catalog';
import type { FrozenFacts } from '#protocol/frozen-machine';
import { thisEmulator } from '../worker/engine/v86-parts.ts';
import { manifestIn, partsOf, sealed, withManifest } from '../worker/node/resealed-file.ts';
import { checkBaked } from './bake.ts';

/** A machine of 32 MiB. */
const GOLDEN = new URL('../worker/machine/golden/version-1-tiny.snowglobe', import.meta.url);

const WANTED = { image: 'tiny', memoryMiB: 32 } as const;

/** It, as if it were made today, but for some facts. */
async function made(change: (facts: FrozenFacts) => object): Promise<Uint8Array<ArrayBuffer>> {
  const parts = partsOf(await readFile(GOLDEN));
  const manifest = manifestIn(parts);
  // Safe: every manifest has facts.
  const then = manifest['facts'] as FrozenFacts;
  const files = Object.fromEntries(
    IMAGES.flatMap(imageFiles).map(({ path, sha256 }) => [path, sha256]),
  );
  const emulator = thisEmulator(then.emulator.sliceInstructions);
  const facts = { ...then, emulator, image: { ...then.image, files } };
  return sealed(withManifest(parts, { ...manifest, facts: { ...facts, ...change(facts) } }));
}

test('a baked machine of these images, this v86 and the wanted memory is taken', async () => {
  await checkBaked(WANTED, await made(() => ({})));
});

test('a baked machine of another image, another v86 or other memory is stale, and says why', async () => {
  const kernel = 'tiny/kernel.bin.gzip';
  const other = 'ab'.repeat(32);
  const image = await made(({ image: { files, ...rest } }) => ({
    image: { ...rest, files: { ...files, [kernel]: other } },
  }));
  const emulator = await made(({ emulator: known }) => ({
    emulator: { ...known, sha256: other },
  }));
  const stale = 'The baked machine tiny-32.snowglobe is stale: it was made with another';
  await expect(checkBaked(WANTED, image)).rejects.toThrow(`${stale} ${kernel}`);
  await expect(checkBaked(WANTED, emulator)).rejects.toThrow(`${stale} v86`);
  const large = { image: 'tiny', memoryMiB: 128 } as const;
  await expect(checkBaked(large, await made(() => ({})))).rejects.toThrow('it has other memory');
});
