import { expect, test } from 'vitest';
import { createNodeLibrary } from '../node/node-library.ts';
import { getRecord, putRecord, recordKeys } from '../node/stored-records.ts';
import { SyntheticMachine } from '../node/synthetic-machine.ts';

const NO_FILES = { images: {}, emulator: '', baked: {} };
/** Where a manifest, as stored, has its version. */
const VERSION_AT = 8;

test('a damaged manifest stops the collection until its snapshot is deleted', async () => {
  const name = newName();
  const library = createNodeLibrary(name);
  const a = await library.write(smallMachine(3).freeze());
  const b = await library.write(smallMachine(4).freeze());
  await library.delete(b.id);
  await putRecord(name, `manifest/${a.id}`, new Uint8Array(100));
  expect(await library.collect()).toBe(0);
  expect(await library.damaged()).toMatchObject([{ id: a.id }]);
  expect(await library.list()).toEqual([]);
  await library.delete(a.id);
  expect(await library.damaged()).toEqual([]);
  expect(await library.collect()).toBeGreaterThan(0);
});

test('a snapshot of a newer format is told apart from damaged ones, and nothing of it is freed', async () => {
  const name = newName();
  const library = createNodeLibrary(name);
  const { id } = await library.write(smallMachine(3).freeze({ name: 'newer' }));
  const damaged = await library.write(smallMachine(4).freeze());
  const manifest = await getRecord(name, `manifest/${id}`);
  if (!(manifest instanceof Uint8Array)) throw new Error('A manifest is bytes.');
  await putRecord(name, `manifest/${id}`, manifest.with(VERSION_AT, 2));
  await putRecord(name, `manifest/${damaged.id}`, new Uint8Array(100));
  const unreadable = await library.damaged();
  expect(unreadable).toHaveLength(2);
  expect(unreadable).toContainEqual({
    id,
    foreign: true,
    message: expect.stringMatching(/^The snapshot “newer” has format version 2,/),
  });
  expect(unreadable).toContainEqual(expect.objectContaining({ id: damaged.id, foreign: false }));
  await library.delete(damaged.id);
  expect(await library.collect()).toBe(0);
  await putRecord(name, `manifest/${id}`, manifest);
  expect(await library.damaged()).toEqual([]);
  await library.verify(id);
});

test('an automatic snapshot does not take the place of one of a newer format', async () => {
  const name = newName();
  const library = createNodeLibrary(name);
  const machine = smallMachine(3);
  const newer = await library.write(machine.freeze({ kind: 'auto' }));
  const manifest = await getRecord(name, `manifest/${newer.id}`);
  if (!(manifest instanceof Uint8Array)) throw new Error('A manifest is bytes.');
  await putRecord(name, `manifest/${newer.id}`, manifest.with(VERSION_AT, 2));
  const older = await library.write(machine.freeze({ kind: 'auto' }));
  await library.write(machine.freeze({ kind: 'auto' }));
  await expect(library.read(older.id)).rejects.toMatchObject({ name: 'SnapshotMissing' });
  await expect(library.read(newer.id)).rejects.toMatchObject({ name: 'SnapshotForeign' });
});

test('a snapshot that is mended by an import is listed again, in every tab', async () => {
  const name = newName();
  const [library, otherTab] = [createNodeLibrary(name), createNodeLibrary(name)];
  const info = await library.write(smallMachine(3).freeze());
  const file = await library.export(info.id, NO_FILES);
  await putRecord(name, `manifest/${info.id}`, new Uint8Array(100));
  for (const tab of [library, otherTab]) {
    expect(await tab.damaged()).toMatchObject([{ id: info.id }]);
    expect(await tab.list()).toEqual([]);
  }
  await library.import(file);
  for (const tab of [library, otherTab]) expect(await tab.list()).toMatchObject([{ id: info.id }]);
});

test('sentences about a damaged snapshot say the name that it has now', async () => {
  const name = newName();
  const library = createNodeLibrary(name);
  const machine = smallMachine(5);
  const { id } = await library.write(machine.freeze({ name: 'old' }));
  machine.run();
  const other = await library.write(machine.freeze({ name: 'old' }));
  for (const renamed of [id, other.id]) await library.rename(renamed, 'new');
  for (const key of await recordKeys(name)) {
    if (key.startsWith('chunk/')) await putRecord(name, key, undefined);
  }
  for (const work of [
    () => library.read(id),
    () => library.verify(id),
    () => library.export(id, NO_FILES),
    () => library.compare(id, other.id),
    () => library.compare(id, id),
  ]) {
    await expect(work()).rejects.toThrow(/^The snapshot “new” is damaged: /);
  }
});

let names = 0;

function newName(): string {
  return `unreadable-test-${names++}`;
}

function smallMachine(seed: number): SyntheticMachine {
  const machine = new SyntheticMachine(seed, 768, 40);
  machine.run(4);
  return machine;
}
