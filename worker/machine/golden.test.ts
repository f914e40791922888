import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { findFile, findImageOf } from '#images/catalog';
import type { FrozenFacts } from '#protocol/frozen-machine';
import { createNodeLibrary } from '../node/node-library.ts';
import { createNodeMachine, NODE_FILES } from '../node/node-machine.ts';
import { manifestIn, partsOf, sealed, withManifest } from '../node/resealed-file.ts';

/** A machine of 32 MiB with a disk, frozen at its prompt when the format's version 1 was made. Never written anew. */
const GOLDEN = new URL('golden/version-1-tiny.snowglobe', import.meta.url);

test.each(['its own', 'a later'])(
  'a machine of version 1 goes on under %s v86',
  async (emulator) => {
    const library = createNodeLibrary(`golden-${emulator}`);
    const parts = partsOf(await readFile(GOLDEN));
    const manifest = manifestIn(parts);
    const file = emulator === 'its own' ? parts : withManifest(parts, ofAnotherBuild(manifest));
    const { id } = await library.import(new Blob([await sealed(file)]));
    const machine = createNodeMachine();
    machine.attachLibrary(library);
    await machine.thaw({ kind: 'snapshot', id }, { as: 'same' }, NODE_FILES);
    const { output } = await machine.run('echo $((n + 1)); cat /data/golden');
    expect(output).toBe('42\nof 2026\n');
    await machine.run('n=0');
    await machine.resumeFrom(id);
    expect((await machine.run('echo $((n + 1))')).output).toBe('42\n');
    await machine.powerOff();
  },
);

test('all that it booted from is still in the catalogue, by its digest', async () => {
  // Safe: every manifest has facts.
  const { image } = manifestIn(partsOf(await readFile(GOLDEN)))['facts'] as FrozenFacts;
  const digests = Object.values(image.files);
  expect(digests).toHaveLength(3);
  expect(findImageOf(digests)).toBeDefined();
  for (const digest of digests) {
    const location = NODE_FILES.images[findFile(digest)?.path ?? ''] ?? '';
    expect(
      createHash('sha256')
        .update(await readFile(location))
        .digest('hex'),
    ).toBe(digest);
  }
});

/** Its exact layer is of no use here, then; its portable one must do. */
function ofAnotherBuild(manifest: Record<string, unknown>): object {
  // Safe: every manifest has facts.
  const facts = manifest['facts'] as { readonly emulator: object };
  const emulator = { ...facts.emulator, sha256: 'ab'.repeat(32) };
  return { ...manifest, facts: { ...facts, emulator } };
}
