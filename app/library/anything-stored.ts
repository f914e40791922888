import { promisifyRequest } from 'idb-keyval';
import { BAKED_ID, LIBRARY_NAME, LIBRARY_OBJECTS, MANIFEST_KEY } from '#protocol/snapshots';

/**
 * Whether there is any snapshot to ask the library for. Asked of storage itself: the library's worker takes longer to start than
 * a machine should wait. Where storage does not answer, the library tells why.
 */
export async function isAnythingStored(): Promise<boolean> {
  if (!(await databaseExists())) return false;
  const opening = indexedDB.open(LIBRARY_NAME);
  // Deleted since: it must not be there without its store.
  opening.onupgradeneeded = () => opening.transaction?.abort();
  try {
    const database = await promisifyRequest(opening);
    const objects = database.transaction(LIBRARY_OBJECTS).objectStore(LIBRARY_OBJECTS);
    // Those between are the page's own, and no machine of anybody's.
    const baked = `${MANIFEST_KEY}${BAKED_ID}`;
    const firsts = [
      IDBKeyRange.bound(MANIFEST_KEY, baked, false, true),
      IDBKeyRange.bound(`${baked}\uffff`, `${MANIFEST_KEY}\uffff`),
    ].map((keys) => promisifyRequest(objects.getKey(keys)));
    database.close();
    return (await Promise.all(firsts)).some((key) => key !== undefined);
  } catch {
    return true;
  }
}

/** Opening it would make it. */
async function databaseExists(): Promise<boolean> {
  // Firefox before 126 has no such list, whatever the types say.
  const { databases } = indexedDB as Partial<Pick<IDBFactory, 'databases'>>;
  if (databases === undefined) return true;
  try {
    return (await databases.call(indexedDB)).some(({ name }) => name === LIBRARY_NAME);
  } catch {
    // No storage at all, so nothing in it.
    return false;
  }
}
