import { promisifyRequest, type UseStore } from 'idb-keyval';
import { LIBRARY_OBJECTS } from '#protocol/snapshots';
import { fromStorage } from './failures.ts';

/** idb-keyval's way into a store, with a transaction's durability beside its mode. */
export type UseDurableStore = <T>(
  mode: IDBTransactionMode,
  work: (objects: IDBObjectStore) => T | PromiseLike<T>,
  durability?: IDBTransactionDurability,
) => Promise<T>;

/** Opens a database of one object store, and opens it again when the browser has closed it. */
export function openStore(databaseName: string): UseDurableStore & UseStore {
  let opened: Promise<IDBDatabase> | undefined;
  const open = async () => {
    const request = indexedDB.open(databaseName);
    request.onupgradeneeded = () => request.result.createObjectStore(LIBRARY_OBJECTS);
    const database = await promisifyRequest(request);
    const forget = () => {
      opened = undefined;
    };
    database.onclose = forget;
    database.onversionchange = () => {
      database.close();
      forget();
    };
    return database;
  };
  const database = () => {
    opened ??= open().catch((error: unknown) => {
      opened = undefined;
      throw error;
    });
    return opened;
  };
  return async <T>(
    mode: IDBTransactionMode,
    work: (objects: IDBObjectStore) => T | PromiseLike<T>,
    durability: IDBTransactionDurability = 'default',
  ) => {
    let transaction: IDBTransaction;
    try {
      transaction = (await database()).transaction(LIBRARY_OBJECTS, mode, { durability });
    } catch (error) {
      // A connection that the browser is closing says so only here.
      if (!(error instanceof DOMException) || error.name !== 'InvalidStateError') throw error;
      opened = undefined;
      transaction = (await database()).transaction(LIBRARY_OBJECTS, mode, { durability });
    }
    return work(transaction.objectStore(LIBRARY_OBJECTS));
  };
}

/** The one store of the library: whole transactions, and their errors as failures. */
export class Store {
  readonly #use: UseDurableStore;

  constructor(use: UseDurableStore) {
    this.#use = use;
  }

  /** Reads in one transaction. `work` may await nothing but requests of it. */
  async read<Answer>(work: (objects: IDBObjectStore) => Promise<Answer>): Promise<Answer> {
    try {
      return await this.#use('readonly', work);
    } catch (error) {
      throw fromStorage(error);
    }
  }

  /**
   * Writes in one transaction, all of it or nothing, and resolves when it is complete. `work` may await nothing but
   * requests of it.
   */
  async write<Answer>(
    durability: IDBTransactionDurability,
    work: (objects: IDBObjectStore) => Promise<Answer> | Answer,
  ): Promise<Answer> {
    try {
      return await this.#use(
        'readwrite',
        (objects) => completed(objects.transaction, () => work(objects)),
        durability,
      );
    } catch (error) {
      throw fromStorage(error);
    }
  }
}

/** Does some work in a transaction and waits for its end; the transaction's own error comes first, it is the cause. */
function completed<Answer>(
  transaction: IDBTransaction,
  work: () => Promise<Answer> | Answer,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    let done: { readonly answer: Answer } | undefined;
    let failure: unknown = new DOMException('The transaction was broken off.', 'AbortError');
    transaction.oncomplete = () => (done ? resolve(done.answer) : reject(failure));
    transaction.onabort = () => reject(transaction.error ?? failure);
    const run = async () => {
      try {
        done = { answer: await work() };
      } catch (error) {
        failure = error;
        if (transaction.error === null) abort(transaction);
      }
    };
    void run();
  });
}

function abort(transaction: IDBTransaction): void {
  try {
    transaction.abort();
  } catch (error) {
    // It had ended already, and has told so by its own event.
    if (!(error instanceof DOMException)) throw error;
  }
}

/** The keys of a kind of record. */
export function keysOf(
  kind: 'chunk' | 'manifest' | 'info' | 'image' | 'owner' | 'unsaved',
): IDBKeyRange {
  // `0` is the character after `/`.
  return IDBKeyRange.bound(`${kind}/`, `${kind}0`, false, true);
}
