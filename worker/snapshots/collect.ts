import { promisifyRequest } from 'idb-keyval';
import type { LineageId, SnapshotId, UnreadableSnapshot } from '#protocol/snapshots';
import { chunkKey } from './chunk-store.ts';
import { imageKey } from './image-store.ts';
import type { Manifest } from './manifest.ts';
import type { Records } from './records.ts';
import { keysOf, type Store } from './store.ts';
import { survey } from './survey.ts';
import { unsavedKey } from './unsaved.ts';

const BATCH_KEYS = 64;

/** What a collection found and did. */
export interface Collected {
  readonly freedBytes: number;
  /** Not empty: what these use cannot be known, so nothing was deleted. */
  readonly unreadable: readonly UnreadableSnapshot[];
}

/**
 * Deletes what no manifest names: chunks, image files, notes of unsaved changes. Who owns a machine stays written, since a
 * tab may hold that machine and not have saved it yet. The caller holds the lock exclusively. Baked snapshots go when no other names them and
 * they are not among `inUse`.
 */
export async function collect(
  store: Store,
  records: Records,
  inUse: ReadonlySet<SnapshotId>,
): Promise<Collected> {
  const used = new Set<string>();
  const baked = new Map<SnapshotId, Set<string>>();
  const named = new Set<SnapshotId>(inUse);
  const lineages = new Set<LineageId>();
  const unreadable = await survey(records, (manifest) => {
    lineages.add(manifest.facts.lineage);
    if (manifest.kind === 'baked') {
      baked.set(manifest.id, addKeys(manifest, new Set()));
      return;
    }
    addKeys(manifest, used);
    for (const id of [manifest.base, manifest.parent]) if (id !== null) named.add(id);
  });
  if (unreadable.length > 0) return { freedBytes: 0, unreadable };
  for (const [id, keys] of baked) {
    if (named.has(id)) for (const key of keys) used.add(key);
    else await records.remove(id);
  }
  await deleteNotes(store, lineages);
  return { freedBytes: await deleteUnused(store, used), unreadable };
}

function addKeys({ chunks, facts }: Manifest, keys: Set<string>): Set<string> {
  for (const [hash] of chunks) keys.add(chunkKey(hash));
  for (const sha256 of Object.values(facts.image.files)) keys.add(imageKey(sha256));
  return keys;
}

/** A note says how much later than its machine's newest snapshot the machine was seen: without one it says nothing. */
async function deleteNotes(store: Store, lineages: ReadonlySet<LineageId>): Promise<void> {
  const kept = new Set(Array.from(lineages, unsavedKey));
  await store.write('relaxed', async (objects) => {
    for (const key of await promisifyRequest(objects.getAllKeys(keysOf('unsaved')))) {
      if (!kept.has(String(key))) objects.delete(key);
    }
  });
}

async function deleteUnused(store: Store, used: ReadonlySet<string>): Promise<number> {
  const stored = await store.read(async (objects) => [
    ...(await promisifyRequest(objects.getAllKeys(keysOf('chunk')))),
    ...(await promisifyRequest(objects.getAllKeys(keysOf('image')))),
  ]);
  const unused = stored.filter((key) => !used.has(String(key)));
  let freedBytes = 0;
  for (let first = 0; first < unused.length; first += BATCH_KEYS) {
    const keys = unused.slice(first, first + BATCH_KEYS);
    freedBytes += await store.write('relaxed', async (objects) => {
      const sizes = await Promise.all(keys.map((key) => sizeIn(objects, key)));
      for (const key of keys) objects.delete(key);
      return sizes.reduce((sum, bytes) => sum + bytes, 0);
    });
  }
  return freedBytes;
}

async function sizeIn(objects: IDBObjectStore, key: IDBValidKey): Promise<number> {
  const value = await promisifyRequest<unknown>(objects.get(key));
  return value instanceof Uint8Array ? value.length : 0;
}
