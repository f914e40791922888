import { expect, test } from 'vitest';
import type { LineageId } from '#protocol/snapshots';
import { createNodeLibrary } from '../node/node-library.ts';
import { SyntheticMachine } from '../node/synthetic-machine.ts';

test('a machine that ended before it was saved is told once; one that was saved, runs or was removed is not', async () => {
  // Safe: lineages are opaque.
  const lineage = (name: string) => name as LineageId;
  const [running, removed] = [lineage('running'), lineage('removed')];
  const [lost, lostBefore] = [lineage('lost'), lineage('lost before')];
  const library = createNodeLibrary('unsaved-test', { runningMachines: async () => [running] });
  const saved = await library.write(new SyntheticMachine(1).freeze());
  await library.noteUnsaved(saved.lineage, 9000);
  await library.noteUnsaved(running, 8000);
  await library.noteUnsaved(removed, 7000);
  await library.forgetUnsaved(removed);
  expect(await library.takeLost()).toBeNull();
  await library.noteUnsaved(lost, 6000);
  await library.noteUnsaved(lostBefore, 5000);
  expect(await library.takeLost()).toBe(6000);
  expect(await library.takeLost()).toBeNull();
  expect(await library.unsavedAt(saved.lineage)).toBe(9000);
  expect(await library.unsavedAt(running)).toBe(8000);
});
