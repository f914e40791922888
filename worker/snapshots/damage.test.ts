import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { toFailure } from '#protocol/failure';
import type { SnapshotId } from '#protocol/snapshots';
import { mutated, mutatedJson } from '../node/mutations.ts';
import { createNodeLibrary } from '../node/node-library.ts';
import { manifestIn, partsOf, sealed, withManifest } from '../node/resealed-file.ts';
import { soaked } from '../node/soak.ts';
import { getRecord, putRecord, recordKeys } from '../node/stored-records.ts';
import { contentsOf, SyntheticMachine, seededNumbers } from '../node/synthetic-machine.ts';
import type { Library } from './library.ts';

const NO_FILES = { images: {}, emulator: '', baked: {} };
const SEED = Number(process.env['SNOWGLOBE_SEED'] ?? 1);

test(`damaged records are refused by name or do no harm, seed ${SEED}`, async () => {
  const name = newName();
  const library = createNodeLibrary(name);
  const machine = smallMachine(1);
  const a = await library.write(machine.freeze({ name: 'a' }));
  machine.run(4);
  const b = await library.write(machine.freeze({ name: 'b', base: a.id }));
  const untouched = new Set(await recordKeys(name));
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

test('what is written again mends what was found damaged', async () => {
  const name = newName();
  const library = createNodeLibrary(name);
  const { id } = await library.write(smallMachine(5).freeze());
  const chunks = (await recordKeys(name)).filter((key) => key.startsWith('chunk/'));
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
