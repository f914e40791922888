import { gzipSync } from 'node:zlib';
import { promisifyRequest } from 'idb-keyval';
import { expect, test } from 'vitest';
import { toFailure } from '#protocol/failure';
import type { SnapshotId } from '#protocol/snapshots';
import { mutated, mutatedJson } from '../node/mutations.ts';
import { createNodeLibrary } from '../node/node-library.ts';
import { manifestIn, partsOf, sealed, withManifest } from '../node/resealed-file.ts';
import { soaked } from '../node/soak.ts';
import { contentsOf, SyntheticMachine, seededNumbers } from '../node/synthetic-machine.ts';
import type { Library } from './library.ts';
import { keysOf, openStore } from './store.ts';

const NO_FILES = { images: {}, emulator: '', baked: {} };
/** Where a manifest, as stored, has its version. */
const VERSION_AT = 8;
const SEED = Number(process.env['SNOWGLOBE_SEED'] ?? 1);

test(`damaged records are refused by name or do no harm, seed ${SEED}`, async () => {
  const name = newName();
  const library = createNodeLibrary(name);
  const machine = smallMachine(1);
  const a = await library.write(machine.freeze({ name: 'a' }));
  machine.run(4);
  const b = await library.write(machine.freeze({ name: 'b', base: a.id }));
  const untouched = new Set(await records(name));
  const other = smallMachine(2);
  other.modules = 0;
  const c = await library.write(other.freeze({ name: 'c', texts: {} }));
  const listed = await library.list();
  const whole = await restored(library, [a.id, b.id, c.id]);
  const next = seededNumbers(SEED);
  const targets = [...untouched];
  let refused = 0;
  for (let trial = 0; trial < soaked(120, 1000); trial++) {
    const key = targets[next() % targets.length] ?? '';
    const value = await getRecord(name, key);
    if (!(value instanceof Uint8Array)) throw new Error(`${key} is no bytes.`);
    await putRecord(name, key, damage(value, next));
    const tab = trial % 2 ? library : createNodeLibrary(name);
    const list = await tab.list();
    for (const [position, id] of [a.id, b.id, c.id].entries()) {
      const outcome = await tryTo(async () => contentsOf(await tab.read(id)));
      const verified = await tryTo(async () => void (await tab.verify(id)));
      expect('failure' in verified).toBe('failure' in outcome);
      if ('failure' in outcome) {
        refused++;
        expect(outcome.failure.name).toMatch(/^Snapshot(Damaged|Foreign|Missing)$/);
        expect(id).not.toBe(c.id);
      } else {
        expect(outcome.answer).toEqual(whole[position]);
      }
    }
    expect(list).toContainEqual(listed.find(({ id }) => id === c.id));
    expect(list.length).toBeGreaterThanOrEqual(2);
    if (key.startsWith('info/')) expect(list).toEqual(listed);
    await putRecord(name, key, value);
  }
  expect(refused).toBeGreaterThan(soaked(40, 400));
  expect(await restored(library, [a.id, b.id, c.id])).toEqual(whole);
});

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
  for (const key of await records(name)) {
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

test('what is written again mends what was found damaged', async () => {
  const name = newName();
  const library = createNodeLibrary(name);
  const { id } = await library.write(smallMachine(5).freeze());
  const chunks = (await records(name)).filter((key) => key.startsWith('chunk/'));
  await putRecord(name, chunks[0] ?? '', new Uint8Array(3));
  await expect(library.verify(id)).rejects.toMatchObject({ name: 'SnapshotDamaged' });
  await library.write(smallMachine(5).freeze());
  await library.verify(id);
});

test(`damaged files are refused by name or restore the same, seed ${SEED}`, async () => {
  const { file, whole } = await exportedFile();
  const library = createNodeLibrary(newName());
  const kept = await library.write(smallMachine(7).freeze());
  const next = seededNumbers(SEED + 1);
  for (let trial = 0; trial < soaked(60, 700); trial++) {
    const outcome = await tryTo(() => library.import(new Blob([mutated(file, next)])));
    if ('failure' in outcome) {
      expect(outcome.failure.name).toMatch(/^(SnapshotDamaged|SnapshotForeign|FileNotSnapshot)$/);
      continue;
    }
    expect(contentsOf(await library.read(outcome.answer.id))).toEqual(whole);
    await library.delete(outcome.answer.id);
  }
  expect(await library.list()).toEqual([kept]);
  await library.verify(kept.id);
});

test(`files with a changed manifest and fitting checksums do no harm, seed ${SEED}`, async () => {
  const { file } = await exportedFile();
  const parts = partsOf(file);
  const json = JSON.stringify(manifestIn(parts));
  const library = createNodeLibrary(newName());
  const kept = await library.write(smallMachine(8).freeze());
  const next = seededNumbers(SEED + 2);
  let refused = 0;
  for (let trial = 0; trial < soaked(60, 600); trial++) {
    const manifest = mutatedJson(json, next);
    if (typeof manifest !== 'object' || manifest === null) continue;
    const forged = await sealed(withManifest(parts, manifest));
    const outcome = await tryTo(() => library.import(new Blob([forged])));
    if ('failure' in outcome) {
      refused++;
      expect(outcome.failure.name).toBe('SnapshotDamaged');
    } else {
      await library.read(outcome.answer.id);
      await library.delete(outcome.answer.id);
    }
  }
  expect(refused).toBeGreaterThan(soaked(20, 200));
  expect(await library.list()).toEqual([kept]);
});

test('bodies that are cut, extended, swapped or bombs are refused', async () => {
  const { file } = await exportedFile();
  const parts = partsOf(file);
  const library = createNodeLibrary(newName());
  const bomb = gzipSync(Buffer.alloc(256 * 2 ** 20));
  const forgeries = [
    await sealed(parts, (body) => body.subarray(0, body.length >> 1)),
    await sealed(parts, (body) => Buffer.concat([body, body])),
    await sealed(parts, () => bomb),
    await sealed({ ...parts, body: Buffer.concat([parts.body, Buffer.alloc(1)]) }),
    await sealed({ ...parts, body: parts.body.subarray(0, -1) }),
    await sealed({ ...parts, body: parts.body.toReversed() }),
    await sealed({ ...parts, header: { ...parts.header, chunkBytes: 2 ** 32 } }),
    await sealed({ ...parts, header: { ...parts.header, manifestBytes: 2 ** 26 } }),
    await sealed({ ...parts, header: { ...parts.header, id: 'other' as SnapshotId } }),
  ];
  const before = process.memoryUsage().rss;
  for (const forgery of forgeries) {
    const imported = library.import(new Blob([forgery]));
    await expect(imported).rejects.toMatchObject({ name: 'SnapshotDamaged' });
  }
  expect(process.memoryUsage().rss - before).toBeLessThan(200 * 2 ** 20);
  for (const other of ['', 'text', '\x89PNG\r\n\x1a\n', '\x89SNOW']) {
    const imported = library.import(new Blob([other]));
    await expect(imported).rejects.toMatchObject({ name: 'FileNotSnapshot' });
  }
  const newer = new Uint8Array(file);
  newer[8] = 2;
  const imported = library.import(new Blob([newer]));
  await expect(imported).rejects.toMatchObject({ name: 'SnapshotForeign' });
  expect(await library.list()).toEqual([]);
});

test('a file with the id of another snapshot becomes a new one', async () => {
  const { file } = await exportedFile();
  const library = createNodeLibrary(newName());
  const kept = await library.write(smallMachine(9).freeze());
  const parts = partsOf(file);
  const forged = await sealed(withManifest(parts, { ...manifestIn(parts), id: kept.id }));
  const { id } = await library.import(new Blob([forged]));
  expect(id).not.toBe(kept.id);
  expect(await library.list()).toHaveLength(2);
  await library.verify(kept.id);
});

let names = 0;

function newName(): string {
  return `damage-test-${names++}`;
}

function smallMachine(seed: number): SyntheticMachine {
  const machine = new SyntheticMachine(seed, 768, 40);
  machine.run(4);
  return machine;
}

async function exportedFile(): Promise<{ file: Uint8Array<ArrayBuffer>; whole: unknown }> {
  const library = createNodeLibrary(newName());
  const { id } = await library.write(smallMachine(6).freeze());
  const file = await library.export(id, NO_FILES);
  return {
    file: new Uint8Array(await file.arrayBuffer()),
    whole: contentsOf(await library.read(id)),
  };
}

async function restored(library: Library, ids: readonly SnapshotId[]): Promise<unknown[]> {
  return Promise.all(ids.map(async (id) => contentsOf(await library.read(id))));
}

/** What storage may give back for a record: other bytes, something else, nothing. */
function damage(value: Uint8Array, next: () => number): unknown {
  const kind = next() % 12;
  if (kind === 0) return undefined;
  if (kind === 1) return 'text';
  return mutated(value, next);
}

type Outcome<Answer> =
  | { readonly answer: Answer }
  | { readonly failure: { readonly name: string; readonly message: string } };

/** A failure without a name is a bug and is thrown. */
async function tryTo<Answer>(work: () => Promise<Answer>): Promise<Outcome<Answer>> {
  try {
    return { answer: await work() };
  } catch (error) {
    const failure = toFailure(error);
    if (failure === null) throw error;
    return { failure };
  }
}

async function records(name: string): Promise<string[]> {
  const kinds = ['chunk', 'manifest', 'info'] as const;
  return openStore(name)('readonly', async (objects) => {
    const keys = kinds.map((kind) => promisifyRequest(objects.getAllKeys(keysOf(kind))));
    return (await Promise.all(keys)).flat().map(String);
  });
}

async function getRecord(name: string, key: string): Promise<unknown> {
  return openStore(name)('readonly', (objects) => promisifyRequest<unknown>(objects.get(key)));
}

async function putRecord(name: string, key: string, value: unknown): Promise<void> {
  await openStore(name)('readwrite', async (objects) => {
    if (value === undefined) await promisifyRequest(objects.delete(key));
    else await promisifyRequest(objects.put(value, key));
  });
}
