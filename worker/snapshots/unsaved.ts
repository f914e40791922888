import { promisifyRequest } from 'idb-keyval';
import type { LineageId } from '#protocol/snapshots';
import type { Store } from './store.ts';

/** When machines were last seen with changes that no snapshot holds, in milliseconds since 1970. */
export class UnsavedNotes {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  async get(lineage: LineageId): Promise<number | null> {
    const at = await this.#store.read((objects) =>
      promisifyRequest<unknown>(objects.get(keyOf(lineage))),
    );
    return typeof at === 'number' ? at : null;
  }

  async set(lineage: LineageId, at: number | null): Promise<void> {
    await this.#store.write('relaxed', (objects) => {
      if (at === null) objects.delete(keyOf(lineage));
      else objects.put(at, keyOf(lineage));
    });
  }
}

function keyOf(lineage: LineageId): string {
  return `unsaved/${lineage}`;
}
