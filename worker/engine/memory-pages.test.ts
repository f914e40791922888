import { expect, test } from 'vitest';
import { engineOptions, loadMachine } from '../machine/loaded-machine.ts';
import { configOf, NODE_FILES, readLocalFile } from '../node/node-machine.ts';
import { Engine } from './engine.ts';

test('a PC without a kernel is built within the first MiB of its RAM', async () => {
  const asked = { config: configOf('tiny', { memoryMiB: 32 }), locations: NODE_FILES };
  const loaded = await loadMachine(asked, { readFile: readLocalFile }, () => {});
  const engine = await Engine.create({ ...engineOptions(loaded, 0), kernel: null });
  const written = engine.ram.findLastIndex((byte) => byte !== 0);
  expect(written).toBeGreaterThan(0);
  expect(written).toBeLessThan(2 ** 20);
});
