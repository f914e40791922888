import { promisifyRequest } from 'idb-keyval';
import { keysOf, openStore } from '../snapshots/store.ts';

/** The keys of chunks, manifests and infos in a library's database. */
export async function recordKeys(name: string): Promise<string[]> {
  const kinds = ['chunk', 'manifest', 'info'] as const;
  return openStore(name)('readonly', async (objects) => {
    const keys = kinds.map((kind) => promisifyRequest(objects.getAllKeys(keysOf(kind))));
    return (await Promise.all(keys)).flat().map(String);
  });
}

/** Reads a record behind the library's back. */
export async function getRecord(name: string, key: string): Promise<unknown> {
  return openStore(name)('readonly', (objects) => promisifyRequest<unknown>(objects.get(key)));
}

/** Puts something in a record's place behind the library's back; undefined: deletes it. */
export async function putRecord(name: string, key: string, value: unknown): Promise<void> {
  await openStore(name)('readwrite', async (objects) => {
    if (value === undefined) await promisifyRequest(objects.delete(key));
    else await promisifyRequest(objects.put(value, key));
  });
}
