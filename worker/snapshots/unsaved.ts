import { promisifyRequest } from 'idb-keyval';
import type { LineageId } from '#protocol/snapshots';
import { keysOf, type Store } from './store.ts';

/** When machines were last seen with changes that no snapshot holds, in milliseconds since 1970. */
export class UnsavedNotes {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  async get(lineage: LineageId): Promise<number | null> {
    const at = await this.#store.read((objects) =>
      promisifyRequest<unknown>(objects.get(unsavedKey(lineage))),
    );
    return typeof at === 'number' ? at : null;
  }

  async set(lineage: LineageId, at: number | null): Promise<void> {
    await this.#store.write('relaxed', (objects) => {
      if (at === null) objects.delete(unsavedKey(lineage));
      else objects.put(at, unsavedKey(lineage));
    });
  }

  /** Takes away the notes of all other machines, and tells the latest of them; null: there is none. */
  async takeOthers(known: ReadonlySet<LineageId>): Promise<number | null> {
    const kept = new Set(Array.from(known, unsavedKey));
    return this.#store.write('relaxed', async (objects) => {
      let latest: number | null = null;
      for (const key of await promisifyRequest(objects.getAllKeys(keysOf('unsaved')))) {
        if (kept.has(String(key))) continue;
        const at = await promisifyRequest<unknown>(objects.get(key));
        if (typeof at === 'number' && at > (latest ?? 0)) latest = at;
        objects.delete(key);
      }
      return latest;
    });
  }
}

/** The key of a machine's note in the store. */
export function unsavedKey(lineage: LineageId): string {
  return `unsaved/${lineage}`;
}
