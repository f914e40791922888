import 'fake-indexeddb/auto';
import { readFile } from 'node:fs/promises';
import { Library, type LibraryHost } from '../snapshots/library.ts';
import { processLock } from '../snapshots/locks.ts';

/** The library that the tab uses, in this process, over an IndexedDB that lasts as long as the process. */
export function createNodeLibrary(name: string, host: Partial<LibraryHost> = {}): Library {
  return new Library({
    name,
    lock: processLock(name),
    collectsByItself: false,
    fetchFile: async (location) => new Uint8Array(await readFile(location)),
    exportV86State: ({ id }) => ({
      state: new TextEncoder().encode(`state of ${id}`),
      options: { id },
    }),
    ...host,
  });
}
