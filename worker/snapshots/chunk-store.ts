import { promisifyRequest } from 'idb-keyval';
import type { Blake3 } from './blake3.ts';
import { damaged } from './failures.ts';
import type { ChunkRef } from './manifest.ts';
import { Pace } from './pace.ts';
import { newScratch, pack, unpack } from './packing.ts';
import type { Store } from './store.ts';
import type { ChunkSink, PutChunk } from './write-machine.ts';

const BATCH_BYTES = 512 * 1024;
const BATCH_CHUNKS = 64;

/** Chunks in the library's store, by the BLAKE3 of what they hold. */
export class ChunkStore {
  readonly #store: Store;
  readonly #blake3: Blake3;
  readonly #scratch = newScratch();
  /** Chunks that were found missing or damaged: whoever has their bytes again puts them anew. */
  readonly #suspects = new Set<string>();

  constructor(store: Store, blake3: Blake3) {
    this.#store = store;
    this.#blake3 = blake3;
  }

  /** Where a write puts its chunks. With `checked`, chunks that are there already are read and compared. */
  sink(checked = false): ChunkSink {
    const done = new Map<string, PutChunk>();
    let batch: (readonly [hash: string, raw: Uint8Array])[] = [];
    let batchBytes = 0;
    const flush = async () => {
      const putting = batch;
      batch = [];
      batchBytes = 0;
      await this.#putMissing(putting, done, checked);
    };
    return {
      put: async (hash, raw) => {
        batch.push([hash, raw]);
        batchBytes += raw.length;
        if (batchBytes >= BATCH_BYTES) await flush();
      },
      finish: async () => {
        await flush();
        return done;
      },
    };
  }

  async #putMissing(
    batch: readonly (readonly [hash: string, raw: Uint8Array])[],
    done: Map<string, PutChunk>,
    checked: boolean,
  ): Promise<void> {
    const stored = await this.#get(batch.map(([hash]) => hash));
    const pace = new Pace();
    const missing: (readonly [hash: string, packed: Uint8Array])[] = [];
    for (const [position, [hash, raw]] of batch.entries()) {
      const found = stored[position];
      const isThere =
        found instanceof Uint8Array &&
        !this.#suspects.has(hash) &&
        (!checked || this.#matches(found, hash, raw.length));
      const packed = isThere ? found : pack(raw);
      if (!isThere) missing.push([hash, packed]);
      done.set(hash, { storedBytes: packed.length, isNew: !isThere });
      await pace.breathe();
    }
    if (missing.length === 0) return;
    await this.#store.write('relaxed', (objects) => {
      for (const [hash, packed] of missing) objects.put(packed, chunkKey(hash));
    });
    for (const [hash] of missing) this.#suspects.delete(hash);
  }

  /**
   * Reads chunks in order and checks each; its bytes are good until the next one is asked for. Fails with
   * `SnapshotDamaged`; `label` begins the sentence.
   */
  async *each(refs: readonly ChunkRef[], label: string): AsyncGenerator<Uint8Array> {
    const scratch = newScratch();
    for (let first = 0; first < refs.length; first += BATCH_CHUNKS) {
      const batch = refs.slice(first, first + BATCH_CHUNKS);
      const stored = await this.#get(batch.map(([hash]) => hash));
      for (const [position, [hash, rawBytes]] of batch.entries()) {
        const raw = unpack(stored[position], rawBytes, scratch);
        if (raw === null || this.#blake3(raw) !== hash) {
          this.#suspects.add(hash);
          throw damaged(label, whatIsWrong(hash, stored[position]));
        }
        yield raw;
      }
    }
  }

  /** Tells whether all these chunks are there; what they hold is not looked at. */
  async hasAll(hashes: Iterable<string>): Promise<boolean> {
    const keys = await this.#store.read((objects) =>
      Promise.all(
        Array.from(hashes, async (hash) => {
          const key = await promisifyRequest(objects.getKey(chunkKey(hash)));
          return key !== undefined && !this.#suspects.has(hash);
        }),
      ),
    );
    return keys.every((isThere) => isThere);
  }

  #matches(stored: Uint8Array, hash: string, rawBytes: number): boolean {
    const raw = unpack(stored, rawBytes, this.#scratch);
    return raw !== null && this.#blake3(raw) === hash;
  }

  #get(hashes: readonly string[]): Promise<unknown[]> {
    return this.#store.read((objects) =>
      Promise.all(hashes.map((hash) => promisifyRequest<unknown>(objects.get(chunkKey(hash))))),
    );
  }
}

/** The key of a chunk in the store. */
export function chunkKey(hash: string): string {
  return `chunk/${hash}`;
}

function whatIsWrong(hash: string, stored: unknown): string {
  const chunk = `its chunk ${hash.slice(0, 12)}…`;
  return stored === undefined ? `${chunk} is not in storage` : `${chunk} does not match its name`;
}
