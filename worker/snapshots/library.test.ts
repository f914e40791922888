import { promisifyRequest } from 'idb-keyval';
import { expect, test } from 'vitest';
import type { StoredMachine } from '#protocol/frozen-machine';
import type { SnapshotId, SnapshotInfo } from '#protocol/snapshots';
import { createNodeLibrary } from '../node/node-library.ts';
import { digestOf, pagesOf, SyntheticMachine } from '../node/synthetic-machine.ts';
import type { Library } from './library.ts';
import { keysOf, openStore, type UseDurableStore } from './store.ts';

test('what was written is read, whole', async () => {
  const library = newLibrary();
  const machine = new SyntheticMachine(1);
  machine.run();
  const frozen = machine.freeze({ name: '  before the update ' });
  const info = await library.write(frozen);
  const stored = await library.read(info.id);
  expectMachine(stored, machine);
  expect(stored).toMatchObject({ id: info.id, base: null, facts: frozen.facts });
  expect(stored.texts).toEqual(frozen.texts);
  expect(stored.modules).toEqual(frozen.modules);
  expect(info).toMatchObject({ name: 'before the update', sharedBytes: 0, pauseMs: 4.5 });
  expect(await library.list()).toEqual([info]);
});

test('a chain of twenty, each written against the last and read against any', async () => {
  const library = newLibrary();
  const machine = new SyntheticMachine(2);
  const infos: SnapshotInfo[] = [];
  const pages: Map<number, Uint8Array>[] = [];
  for (let count = 0; count < 20; count++) {
    machine.run();
    infos.push(await library.write(machine.freeze({ base: infos.at(-1)?.id ?? null })));
    pages.push(machine.pages('memory'));
  }
  for (const [position, info] of infos.entries()) {
    const whole = pagesOf(await library.read(info.id), 'memory');
    expect(digestOf(whole)).toEqual(digestOf(pages[position] ?? new Map()));
    const other = (position * 7 + 3) % infos.length;
    const against = await library.read(info.id, infos[other]?.id);
    expect(against.base).toBe(infos[other]?.id);
    expect(against.regions.memory?.pages.numbers.length).toBeLessThan(400);
    expect(digestOf(pagesOf(against, 'memory', pages[other]))).toEqual(digestOf(whole));
  }
  const [first, ...later] = infos;
  for (const info of later) expect(info.newBytes).toBeLessThan((first?.newBytes ?? 0) / 4);
  expect((await library.list()).map(({ id }) => id)).toEqual(infos.map(({ id }) => id).reverse());
});

test('modules that a machine has are neither written nor read again', async () => {
  const library = newLibrary();
  const machine = new SyntheticMachine(12);
  const two = await library.write(machine.freeze());
  machine.modules = 3;
  const frozen = machine.freeze({ base: two.id });
  expect(frozen.modules.map(({ code }) => typeof code)).toEqual(['number', 'number', 'object']);
  const three = await library.write(frozen);
  const whole = machine.freeze().modules;
  expect((await library.read(three.id)).modules).toEqual(whole);
  expect((await library.read(three.id, two.id)).modules).toEqual(frozen.modules);
  const [first, second] = whole;
  expect((await library.read(two.id, three.id)).modules).toEqual([
    { ...first, code: 0 },
    { ...second, code: 1 },
  ]);
});

test('equal chunks are stored once, zero pages not at all', async () => {
  const name = newName();
  const library = createNodeLibrary(name);
  const a = await library.write(new SyntheticMachine(3).freeze());
  const chunks = await keys(name, 'chunk');
  const b = await library.write(new SyntheticMachine(3).freeze());
  expect(await keys(name, 'chunk')).toEqual(chunks);
  expect(b.newBytes).toBeLessThan(a.newBytes / 20);
  expect(b.sharedBytes).toBeGreaterThan(a.newBytes / 2);
  expect(chunks.length).toBeLessThan(40);
  const empty = new SyntheticMachine(4, 1024, 0);
  empty.regions.devices?.fill(null);
  empty.modules = 0;
  const info = await library.write(empty.freeze({ texts: {} }));
  expect(info.sharedBytes).toBe(0);
  expect(await keys(name, 'chunk')).toEqual(chunks);
  expectMachine(await library.read(info.id), empty);
});

test('read against a snapshot that has gone: whole, and says so', async () => {
  const library = newLibrary();
  const machine = new SyntheticMachine(5);
  const a = await library.write(machine.freeze());
  machine.run();
  const b = await library.write(machine.freeze({ base: a.id }));
  await library.delete(a.id);
  const stored = await library.read(b.id, a.id);
  expect(stored.base).toBeNull();
  expectMachine(stored, machine);
});

test('a deleted snapshot is gone, its children whole, what only it used is freed', async () => {
  const name = newName();
  const library = createNodeLibrary(name);
  const machine = new SyntheticMachine(6);
  const a = await library.write(machine.freeze());
  machine.run(60);
  const b = await library.write(machine.freeze({ base: a.id }));
  machine.run();
  const c = await library.write(machine.freeze({ base: b.id }));
  await library.delete(b.id);
  await library.delete(b.id);
  await expect(library.read(b.id)).rejects.toMatchObject({ name: 'SnapshotMissing' });
  const before = await keys(name, 'chunk');
  expect(await library.collect()).toBeGreaterThan(0);
  expect((await keys(name, 'chunk')).length).toBeLessThan(before.length);
  expectMachine(await library.read(c.id), machine);
  await library.verify(a.id);
  expect(await library.list()).toMatchObject([{ id: c.id, parent: a.id }, { id: a.id }]);
  await Promise.all([library.delete(a.id), library.delete(c.id)]);
  await library.collect();
  expect(await keys(name, 'chunk')).toEqual([]);
});

test('a base that is gone or has lost a chunk is refused by name', async () => {
  const name = newName();
  const library = createNodeLibrary(name);
  const machine = new SyntheticMachine(7);
  const a = await library.write(machine.freeze());
  machine.run();
  const frozen = machine.freeze({ base: a.id });
  const [chunk] = await keys(name, 'chunk');
  await openStore(name)('readwrite', (objects) => promisifyRequest(objects.delete(`${chunk}`)));
  await expect(library.write(frozen)).rejects.toMatchObject({ name: 'BaseMissing' });
  await library.delete(a.id);
  await expect(library.write(frozen)).rejects.toMatchObject({ name: 'BaseMissing' });
  expectMachine(await library.read((await library.write(machine.freeze())).id), machine);
});

test('an automatic snapshot takes the place of the last of its machine, of no other', async () => {
  const library = newLibrary();
  const machine = new SyntheticMachine(8);
  const kept = await library.write(machine.freeze());
  const first = await library.write(machine.freeze({ base: kept.id, kind: 'auto' }));
  const other = machine.freeze({ kind: 'auto' });
  const lineage = 'lineage-2' as typeof kept.lineage;
  const elsewhere = await library.write({ ...other, facts: { ...other.facts, lineage } });
  machine.run();
  const second = await library.write(machine.freeze({ base: first.id, kind: 'auto' }));
  expect(second.parent).toBe(kept.id);
  const ids = (await library.list()).map(({ id }) => id);
  expect(new Set(ids)).toEqual(new Set([kept.id, elsewhere.id, second.id]));
  await library.rename(second.id, 'mine');
  const third = await library.write(machine.freeze({ base: second.id, kind: 'auto' }));
  expect(await library.list()).toHaveLength(4);
  expect(third.parent).toBe(second.id);
  await library.collect();
  for (const { id } of await library.list()) await library.verify(id);
});

test('names: trimmed, bounded, made up', async () => {
  const library = newLibrary();
  const { id, name } = await library.write(new SyntheticMachine(9).freeze());
  expect(name).toMatch(/^Tiny Linux, \d{4}-\d\d-\d\d \d\d:\d\d$/);
  await library.rename(id, ' new ');
  expect(await library.list()).toMatchObject([{ name: 'new' }]);
  await expect(library.rename(id, ' ')).rejects.toThrow(RangeError);
  await expect(library.rename(id, 'x'.repeat(81))).rejects.toThrow(RangeError);
  const missing = library.rename('none' as SnapshotId, 'new');
  await expect(missing).rejects.toMatchObject({ name: 'SnapshotMissing' });
});

test('collections beside writes, in two tabs, take nothing that is needed', async () => {
  const name = newName();
  const tabs = [createNodeLibrary(name), createNodeLibrary(name)];
  await Promise.all(
    tabs.map(async (library, tab) => {
      const machine = new SyntheticMachine(10 + tab);
      let base: SnapshotId | null = null;
      for (let count = 0; count < 8; count++) {
        machine.run();
        const frozen = machine.freeze({ base, kind: 'auto' });
        const lineage = `lineage-${tab}` as typeof frozen.facts.lineage;
        const writing = library.write({ ...frozen, facts: { ...frozen.facts, lineage } });
        await tabs[1 - tab]?.collect();
        const { id }: SnapshotInfo = await writing;
        expectMachine(await library.read(id), machine);
        if (count % 3 === 2) await library.delete(id);
        base = count % 3 === 2 ? null : id;
      }
    }),
  );
  for (const { id } of (await tabs[0]?.list()) ?? []) await tabs[0]?.verify(id);
});

test('a change in one tab is heard in both', async () => {
  const name = newName();
  const [a, b] = [createNodeLibrary(name), createNodeLibrary(name)];
  const heard = Promise.all(
    [a, b].map((tab) => new Promise<void>((resolve) => tab.watch(resolve))),
  );
  await a.write(new SyntheticMachine(12).freeze());
  await heard;
});

test('a list takes three requests however many snapshots there are, and reads no manifest or chunk', async () => {
  const name = newName();
  const library = createNodeLibrary(name);
  const machine = new SyntheticMachine(13, 1024, 2);
  let base: SnapshotId | null = null;
  for (let count = 0; count < 30; count++) {
    machine.run(1);
    const { id }: SnapshotInfo = await library.write(machine.freeze({ base }));
    base = id;
  }
  const requests: string[] = [];
  const watched = createNodeLibrary(name, { store: watchedStore(name, requests) });
  expect(await watched.list()).toHaveLength(30);
  expect(requests.sort()).toEqual(['getAll info/', 'getAllKeys info/', 'getAllKeys manifest/']);
});

test('two snapshots compared: pages, bytes, lines', async () => {
  const library = newLibrary();
  const machine = new SyntheticMachine(14);
  const a = await library.write(machine.freeze());
  const page = machine.regions.memory?.[20];
  const disk = machine.regions.disk;
  expect(page && disk).toBeTruthy();
  if (!page || !disk) return;
  page[5] = (page[5] ?? 0) ^ 1;
  page[6] = (page[6] ?? 0) ^ 1;
  disk[3] = new Uint8Array(4096).fill(1, 0, 100);
  machine.plain += 'more\n';
  const b = await library.write(machine.freeze());
  expect(await library.compare(a.id, b.id)).toEqual({
    memoryPages: 1,
    memoryBytes: 2,
    diskPages: 1,
    diskBytes: 100,
    console: ['-$ ', '+$ more', '+'],
  });
  expect(await library.compare(a.id, a.id)).toMatchObject({ memoryPages: 0, console: [] });
});

test('v86 states and storage', async () => {
  const library = newLibrary();
  const { id, totalBytes } = await library.write(new SyntheticMachine(15).freeze());
  const { state, options } = await library.exportV86State(id);
  expect(await state.text()).toBe(`state of ${id}`);
  expect(options).toEqual({ id });
  const { snapshots, chunkBytes } = await library.storage();
  expect(snapshots).toBe(1);
  expect(chunkBytes).toBeLessThan(totalBytes);
  expect(chunkBytes).toBeGreaterThan(totalBytes / 2);
});

let names = 0;

function newName(): string {
  return `library-test-${names++}`;
}

function newLibrary(): Library {
  return createNodeLibrary(newName());
}

function expectMachine(stored: StoredMachine, machine: SyntheticMachine): void {
  for (const name of ['memory', 'devices', 'disk'] as const) {
    expect(stored.regions[name]?.pageCount).toBe(machine.regions[name]?.length);
    expect(digestOf(pagesOf(stored, name))).toEqual(digestOf(machine.pages(name)));
  }
}

async function keys(name: string, kind: 'chunk' | 'manifest'): Promise<unknown[]> {
  return openStore(name)('readonly', (objects) =>
    promisifyRequest(objects.getAllKeys(keysOf(kind))),
  );
}

/** IndexedDB, whose requests and the beginnings of their keys are noted. */
function watchedStore(name: string, requests: string[]): UseDurableStore {
  const open = openStore(name);
  const watched = (objects: IDBObjectStore) =>
    new Proxy(objects, {
      get: (target, property) => {
        const member: unknown = Reflect.get(target, property, target);
        if (typeof member !== 'function') return member;
        return (key: IDBKeyRange | string, ...rest: unknown[]) => {
          requests.push(`${String(property)} ${typeof key === 'string' ? key : key.lower}`);
          return member.call(target, key, ...rest);
        };
      },
    });
  return (mode, work, durability) => open(mode, (objects) => work(watched(objects)), durability);
}
