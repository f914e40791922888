import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import type { SnapshotInfo } from '#protocol/snapshots';
import { createNodeLibrary } from '../node/node-library.ts';
import { soaked } from '../node/soak.ts';
import { contentsOf, SyntheticMachine } from '../node/synthetic-machine.ts';
import { openStore, type UseDurableStore } from './store.ts';

test('storage that runs out anywhere: said so, older snapshots whole, freed space usable', async () => {
  const trials = soaked(12, 100);
  const neededBytes = await secondWriteBytes();
  for (let trial = 0; trial < trials; trial++) {
    const name = `full-test-${trial}`;
    const storage = new FillingStorage(name);
    const library = createNodeLibrary(name, { store: storage.use });
    const machine = new SyntheticMachine(1, 1024, 200);
    const old = await library.write(machine.freeze({ kind: 'auto' }));
    const whole = contentsOf(await library.read(old.id));
    machine.run(200);
    storage.roomBytes = Math.floor(((trial + 0.5) / trials) * neededBytes);
    const frozen = machine.freeze({ base: old.id, kind: 'auto' });
    const written = library.write(frozen);
    await expect(written).rejects.toMatchObject({ name: 'StorageFull' });
    expect(await library.list()).toEqual([old]);
    expect(contentsOf(await library.read(old.id))).toEqual(whole);
    storage.roomBytes = Number.POSITIVE_INFINITY;
    const { chunkBytes } = await library.storage();
    await library.collect();
    expect(await storage.chunkBytes()).toBe(chunkBytes);
    const again: SnapshotInfo = await library.write(frozen);
    await library.verify(again.id);
    expect(await library.list()).toEqual([again]);
  }
});

test('a store that is refused is a failure by name', async () => {
  const library = createNodeLibrary('refused-test', {
    store: () => Promise.reject(new DOMException('Not here.', 'SecurityError')),
  });
  await expect(library.list()).rejects.toMatchObject({ name: 'StorageRefused' });
  const written = library.write(new SyntheticMachine(1).freeze());
  await expect(written).rejects.toMatchObject({ name: 'StorageRefused' });
});

test('after a failed write its chunks are collected without being asked', async () => {
  const storage = new FillingStorage('collected-test');
  const library = createNodeLibrary('collected-test', {
    store: storage.use,
    collectsByItself: true,
  });
  storage.roomBytes = 600_000;
  const written = library.write(new SyntheticMachine(1, 1024, 900).freeze());
  await expect(written).rejects.toMatchObject({ name: 'StorageFull' });
  await expect.poll(() => storage.chunkBytes()).toBe(0);
});

async function secondWriteBytes(): Promise<number> {
  const library = createNodeLibrary('full-test-roomy');
  const machine = new SyntheticMachine(1, 1024, 200);
  const { id } = await library.write(machine.freeze());
  machine.run(200);
  return (await library.write(machine.freeze({ base: id }))).newBytes;
}

/** IndexedDB on a disk that fills up: the transaction that goes beyond is aborted, as browsers do. */
class FillingStorage {
  roomBytes = Number.POSITIVE_INFINITY;
  readonly #open: UseDurableStore;

  constructor(name: string) {
    this.#open = openStore(name);
  }

  readonly use: UseDurableStore = (mode, work, durability) =>
    this.#open(mode, (objects) => work(this.#limited(objects)), durability);

  async chunkBytes(): Promise<number> {
    const range = IDBKeyRange.bound('chunk/', 'chunk0');
    const values = await this.#open('readonly', (objects) => {
      const request = objects.getAll(range);
      return new Promise<Uint8Array[]>((resolve) => {
        request.onsuccess = () => resolve(request.result);
      });
    });
    return values.reduce((sum, { length }) => sum + length, 0);
  }

  #limited(objects: IDBObjectStore): IDBObjectStore {
    return new Proxy(objects, {
      get: (target, property) => {
        if (property === 'put')
          return (value: Uint8Array, key: string) => this.#put(target, value, key);
        const member: unknown = Reflect.get(target, property, target);
        return typeof member === 'function' ? member.bind(target) : member;
      },
    });
  }

  #put(objects: IDBObjectStore, value: Uint8Array, key: string): IDBRequest {
    this.roomBytes -= value.length;
    const request = objects.put(value, key);
    if (this.roomBytes >= 0) return request;
    const { transaction } = objects;
    const full = new DOMException('No room.', 'QuotaExceededError');
    request.onsuccess = () => {
      Object.defineProperty(transaction, 'error', { value: full });
      transaction.abort();
    };
    return request;
  }
}
