import { createSHA256 } from 'hash-wasm';
import { promisifyRequest } from 'idb-keyval';
import type { Store } from './store.ts';

/** Image files that came with imported snapshots, by the SHA-256 of their bytes. */
export class ImageStore {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** A file, or null when it is not there or no longer what it was. */
  async get(sha256: string): Promise<Uint8Array<ArrayBuffer> | null> {
    return checked(await this.#stored(sha256), sha256);
  }

  async condition(sha256: string): Promise<'whole' | 'damaged' | 'missing'> {
    const stored = await this.#stored(sha256);
    if (stored === undefined) return 'missing';
    return (await checked(stored, sha256)) === null ? 'damaged' : 'whole';
  }

  /** Keeps a file whose digest was checked. */
  async put(sha256: string, bytes: Uint8Array): Promise<void> {
    await this.#store.write('relaxed', (objects) => {
      objects.put(bytes, imageKey(sha256));
    });
  }

  #stored(sha256: string): Promise<unknown> {
    return this.#store.read((objects) => promisifyRequest<unknown>(objects.get(imageKey(sha256))));
  }
}

async function checked(stored: unknown, sha256: string): Promise<Uint8Array<ArrayBuffer> | null> {
  if (!(stored instanceof Uint8Array)) return null;
  // Safe: what comes out of storage is never shared.
  const file = stored as Uint8Array<ArrayBuffer>;
  return (await sha256Of(file)) === sha256 ? file : null;
}

/** The key of an image file in the store. */
export function imageKey(sha256: string): string {
  return `image/${sha256}`;
}

/** SHA-256 in hexadecimal; on pages from plain http, too, where browsers do not offer it. */
export async function sha256Of(bytes: Uint8Array): Promise<string> {
  return (await createSHA256()).init().update(bytes).digest('hex');
}
