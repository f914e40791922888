import { Buffer } from 'node:buffer';
import { expect, type Page } from '@playwright/test';
import type { SnapshotId } from '#protocol/snapshots';

declare global {
  /** The library's records in IndexedDB, behind its back; bytes as base64. */
  var records: {
    use<Answer>(
      mode: IDBTransactionMode,
      work: (objects: IDBObjectStore) => IDBRequest<Answer>,
    ): Promise<Answer>;
    encode(bytes: Blob): Promise<string>;
    decode(base64: string): Promise<Uint8Array<ArrayBuffer>>;
  };
}

/** All keys of the library's store. */
export async function keysOf(page: Page): Promise<string[]> {
  await page.evaluate(openRecords);
  return page.evaluate(async () =>
    (await records.use('readonly', (objects) => objects.getAllKeys())).map(String),
  );
}

export async function readRecord(page: Page, key: string): Promise<Uint8Array> {
  await page.evaluate(openRecords);
  const base64 = await page.evaluate(async (of) => {
    const value: unknown = await records.use('readonly', (objects) => objects.get(of));
    if (!(value instanceof Uint8Array)) throw new Error(`${of} is no bytes.`);
    return records.encode(new Blob([value.slice()]));
  }, key);
  return Buffer.from(base64, 'base64');
}

/** Puts other bytes in a record's place, or null: deletes it. */
export async function writeRecord(
  page: Page,
  key: string,
  value: Uint8Array | null,
): Promise<void> {
  const base64 = value && Buffer.from(value).toString('base64');
  await page.evaluate(openRecords);
  await page.evaluate(
    async ([of, encoded]) => {
      if (encoded === null) await records.use('readwrite', (objects) => objects.delete(of));
      else {
        const bytes = await records.decode(encoded);
        await records.use('readwrite', (objects) => objects.put(bytes, of));
      }
    },
    [key, base64] as const,
  );
}

/** A snapshot's file. */
export async function exported(page: Page, id: SnapshotId): Promise<Uint8Array> {
  await page.evaluate(openRecords);
  const base64 = await page.evaluate(
    async (of) => records.encode(await snowglobe.snapshots.export(of)),
    id,
  );
  return Buffer.from(base64, 'base64');
}

/** What becomes of a file that is imported. */
export function imported(
  page: Page,
  file: Uint8Array,
): Promise<{ readonly id: SnapshotId } | { readonly failed: string }> {
  return page.evaluate(async (encoded) => {
    const blob = new Blob([await records.decode(encoded)]);
    return snowglobe.snapshots.import(blob).then(
      ({ id }) => ({ id }),
      (error: unknown) => ({
        failed: error instanceof Error ? `${error.name}: ${error.message}` : `${error}`,
      }),
    );
  }, Buffer.from(file).toString('base64'));
}

/** Waits until it is noted that the last machine ran on so long after it was saved. */
export async function expectUnsaved(page: Page, leastMs: number): Promise<void> {
  await page.evaluate(openRecords);
  const unsavedMs = () =>
    page.evaluate(async () => {
      const [newest] = await snowglobe.snapshots.list();
      if (newest === undefined) return 0;
      const key = `unsaved/${newest.lineage}`;
      const at: unknown = await records.use('readonly', (objects) => objects.get(key));
      return typeof at === 'number' ? at - newest.createdAt : 0;
    });
  await expect.poll(unsavedMs, { timeout: 60_000 }).toBeGreaterThan(leastMs);
}

/** Notes that a machine was seen running, unsaved, at a time. */
export async function noteUnsaved(page: Page, lineage: string, at: number): Promise<void> {
  await page.evaluate(openRecords);
  await page.evaluate(
    ([of, ms]) => records.use('readwrite', (objects) => objects.put(ms, `unsaved/${of}`)),
    [lineage, at] as const,
  );
}

function openRecords(): void {
  const settled = <Answer>(request: IDBRequest<Answer>) =>
    new Promise<Answer>((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  globalThis.records = {
    use: async (mode, work) => {
      const database = await settled(indexedDB.open('snowglobe-library'));
      const answer = await settled(
        work(database.transaction('objects', mode).objectStore('objects')),
      );
      database.close();
      return answer;
    },
    encode: (blob) =>
      new Promise((resolve) => {
        const reader = new FileReader();
        reader.onload = () => resolve(String(reader.result).replace(/^.*,/, ''));
        reader.readAsDataURL(blob);
      }),
    decode: async (base64) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)),
  };
}
