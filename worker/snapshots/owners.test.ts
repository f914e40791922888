import { expect, test } from 'vitest';
import type { WriterId } from '#protocol/frozen-machine';
import { createNodeLibrary } from '../node/node-library.ts';
import { SyntheticMachine } from '../node/synthetic-machine.ts';

test('who no longer owns a machine saves nothing in its place', async () => {
  const library = createNodeLibrary('owners-test');
  const machine = new SyntheticMachine(1);
  // Safe: any text names a writer.
  const former = 'former' as WriterId;
  const owner = 'owner' as WriterId;
  const first = await library.write(machine.freeze({ kind: 'auto', writer: former }));
  await library.own(first.lineage, owner);
  const second = await library.write(machine.freeze({ kind: 'auto', writer: owner }));
  const late = library.write(machine.freeze({ kind: 'auto', writer: former }));
  await expect(late).rejects.toMatchObject({ name: 'MachineElsewhere' });
  expect(await library.list()).toEqual([second]);
  // What the user asked to be kept is kept.
  await library.write(machine.freeze({ kind: 'kept', writer: former }));
  expect(await library.list()).toHaveLength(2);
});

test('notes of unsaved changes go with the last snapshot of their machine', async () => {
  const library = createNodeLibrary('owners-test-notes');
  const machine = new SyntheticMachine(9);
  const { id, lineage } = await library.write(machine.freeze());
  const { id: last } = await library.write(machine.freeze());
  // Safe: any text names a writer.
  const owner = 'owner' as WriterId;
  await library.own(lineage, owner);
  await library.noteUnsaved(lineage, 5);
  await library.delete(id);
  await library.collect();
  expect(await library.unsavedAt(lineage)).toBe(5);
  await library.delete(last);
  await library.collect();
  expect(await library.unsavedAt(lineage)).toBeNull();
  // A tab that took the machine over may not have saved it yet.
  const late = library.write(machine.freeze({ kind: 'auto', writer: 'former' as WriterId }));
  await expect(late).rejects.toMatchObject({ name: 'MachineElsewhere' });
});
