import type { StorageUse } from '#protocol/snapshots';
import type { Records } from './records.ts';
import { survey } from './survey.ts';

/** What the library's snapshots use, and what the browser says of this site's storage. */
export async function storageUse(records: Records): Promise<StorageUse> {
  const chunks = new Map<string, number>();
  let snapshots = 0;
  await survey(records, (manifest) => {
    if (manifest.kind !== 'baked') snapshots++;
    for (const [hash, , storedBytes] of manifest.chunks) chunks.set(hash, storedBytes);
  });
  const chunkBytes = [...chunks.values()].reduce((sum, bytes) => sum + bytes, 0);
  return { snapshots, chunkBytes, ...(await browserStorage()) };
}

async function browserStorage(): Promise<
  Pick<StorageUse, 'usedBytes' | 'allowedBytes' | 'persisted'>
> {
  // Not in Node, and not on pages from plain http, whatever the types say.
  const { storage } = (globalThis.navigator ?? {}) as { readonly storage?: StorageManager };
  if (storage === undefined) return { usedBytes: null, allowedBytes: null, persisted: false };
  const { usage, quota } = await storage.estimate();
  return {
    usedBytes: usage ?? null,
    allowedBytes: quota ?? null,
    persisted: await storage.persisted(),
  };
}
