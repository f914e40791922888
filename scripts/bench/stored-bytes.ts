import type { Browser } from '@playwright/test';
import type { Effort, Figure } from './figure.ts';
import type { Servers } from './servers.ts';
import { SnowglobeTab } from './snowglobe-tab.ts';
import { StockTab } from './stock-tab.ts';

const FREEZES = 10;
const BETWEEN_MS = 1000;

interface Bytes {
  readonly first: number;
  readonly last: number;
}

/** What freezing an idle machine writes, the first time and the tenth. */
export async function measureStoredBytes(
  browser: Browser,
  servers: Servers,
  { quick }: Effort,
): Promise<Figure[]> {
  const turns: Bytes[] = [];
  for (let turn = 1; turn <= (quick ? 1 : 5); turn++) {
    const bytes = await freezeOften(browser, servers.cold);
    turns.push(bytes);
    console.log(`  ${turn}. first ${bytes.first} bytes, tenth ${bytes.last} bytes`);
  }
  const worst = turns.reduce((one, other) => (shareOf(one) > shareOf(other) ? one : other));
  return [
    {
      id: 'stored.tenth',
      title: 'Tenth freeze of an idle machine, bytes written, of those of the first',
      unit: 'share',
      value: shareOf(worst),
      interval: null,
      samples: turns.length,
      detail: `counted in IndexedDB: ${worst.first} bytes, then ${worst.last}; the most of all samples. Stock v86: ${await stockBytes(browser, servers.stock)} each time`,
    },
  ];
}

function shareOf({ first, last }: Bytes): number {
  return last / first;
}

/** A machine that has booted, in an empty library: nothing of it was there before. */
async function freezeOften(browser: Browser, url: string): Promise<Bytes> {
  const tab = await SnowglobeTab.open(browser, url);
  const written: number[] = [];
  let before = await bytesInStorage(tab);
  for (let turn = 0; turn < FREEZES; turn++) {
    await tab.page.waitForTimeout(BETWEEN_MS);
    await tab.save();
    const after = await bytesInStorage(tab);
    written.push(after - before);
    before = after;
  }
  await tab.close();
  return { first: written[0] ?? 0, last: written.at(-1) ?? Number.NaN };
}

async function stockBytes(browser: Browser, url: string): Promise<number> {
  const tab = await StockTab.open(browser, url);
  const { bytes } = await tab.save();
  await tab.close();
  return bytes;
}

/** Every value of every database of the page, counted by itself: what the library says of itself is not asked. */
function bytesInStorage(tab: SnowglobeTab): Promise<number> {
  return tab.page.evaluate(async () => {
    const done = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const sizeOf = (value: unknown): number => {
      if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return value.byteLength;
      if (value instanceof Blob) return value.size;
      return JSON.stringify(value).length;
    };
    let bytes = 0;
    for (const { name } of await indexedDB.databases()) {
      const database = await done(indexedDB.open(name ?? ''));
      for (const store of database.objectStoreNames) {
        const objects = database.transaction(store).objectStore(store);
        const [keys, values] = await Promise.all([
          done(objects.getAllKeys()),
          done(objects.getAll()),
        ]);
        for (const key of keys) bytes += String(key).length;
        for (const value of values) bytes += sizeOf(value);
      }
      database.close();
    }
    return bytes;
  });
}
