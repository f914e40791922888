import { PAGE_BYTES, type Pages } from '#protocol/frozen-machine';
import type { PageRecord } from './memory-pages.ts';

/**
 * A disk or disc in the tab's memory, as v86 wants its buffers (`buffer.js`, SyncBuffer), but that it knows which pages
 * were written, and stays out of v86's own state: there, v86's would lie whole.
 */
export class GuestDisk {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Pages written since they were last taken, as they were before. */
  readonly #written: PageRecord = new Map();
  /** The same since the last `mark`; null: there was none. */
  #sinceMark: PageRecord | null = null;
  /** Called by v86 when it has the disk; v86 sets it. */
  onload: ((event: { buffer: ArrayBuffer }) => void) | undefined;

  /** The bytes are the disk's own from now on. */
  constructor(bytes: Uint8Array<ArrayBuffer>) {
    this.bytes = bytes;
  }

  get byteLength(): number {
    return this.bytes.length;
  }

  get pageCount(): number {
    return Math.ceil(this.bytes.length / PAGE_BYTES);
  }

  load(): void {
    this.onload?.({ buffer: this.bytes.buffer });
  }

  get(start: number, length: number, then: (bytes: Uint8Array) => void): void {
    then(this.bytes.subarray(start, start + length));
  }

  get_and_cache(start: number, length: number, then: (bytes: Uint8Array) => void): void {
    this.get(start, length, then);
  }

  get_from_cache(start: number, length: number): Uint8Array {
    return this.bytes.subarray(start, start + length);
  }

  set(start: number, bytes: Uint8Array, then: () => void): void {
    const last = Math.floor((start + bytes.length - 1) / PAGE_BYTES);
    for (let page = Math.floor(start / PAGE_BYTES); page <= last; page++) {
      this.#keepAside(page);
    }
    this.bytes.set(bytes, start);
    then();
  }

  get_buffer(then: (buffer: ArrayBuffer) => void): void {
    then(this.bytes.buffer);
  }

  get_state(): readonly unknown[] {
    return [];
  }

  set_state(): void {}

  /** The pages written since the last call. */
  takeWritten(): Pages {
    const pages = this.#pages([...this.#written.keys()].sort((a, b) => a - b));
    this.#written.clear();
    return pages;
  }

  /** Takes back what was written since `takeWritten` was last called. */
  revert(): void {
    for (const [page, before] of this.#written) this.#page(page).set(before);
    this.#written.clear();
    this.#sinceMark?.clear();
  }

  /** Marks a point to come back to, and tells what the pages were that were written since the one before. */
  mark(): PageRecord {
    const before = this.#sinceMark ?? new Map();
    this.#sinceMark = new Map();
    return before;
  }

  /** There is no mark, as at first. */
  forgetMark(): void {
    this.#sinceMark = null;
  }

  /** Takes back what was written since the last mark. */
  revertToMark(): void {
    this.exchange(this.#sinceMark ?? new Map());
    this.#sinceMark = new Map();
  }

  /** The point that the record leads to has come: it leads back from there, and what is written is told from there. */
  moveOn(record: PageRecord): void {
    const before = this.mark();
    for (const page of record.keys())
      record.set(page, before.get(page) ?? this.#page(page).slice());
  }

  /** Makes pages what the record has, and the record what they were. Legal when nothing was written since the last mark. */
  exchange(record: PageRecord): void {
    for (const [page, content] of record) {
      const own = this.#page(page);
      const before = own.slice();
      if (!this.#written.has(page)) this.#written.set(page, before);
      own.set(content);
      record.set(page, before);
    }
  }

  /** All pages that are not zero. */
  whole(): Pages {
    const numbers: number[] = [];
    for (let page = 0; page < this.pageCount; page++) {
      if (this.#page(page).some((byte) => byte !== 0)) numbers.push(page);
    }
    return this.#pages(numbers);
  }

  /** Makes pages what is given. */
  put({ numbers, contents }: Pages): void {
    numbers.forEach((page, index) => {
      const own = this.#page(page);
      own.set(contents.subarray(index * PAGE_BYTES, index * PAGE_BYTES + own.length));
    });
  }

  #keepAside(page: number): void {
    const isNew = this.#sinceMark?.has(page) === false;
    if (!isNew && this.#written.has(page)) return;
    const before = this.#page(page).slice();
    if (isNew) this.#sinceMark?.set(page, before);
    if (!this.#written.has(page)) this.#written.set(page, before);
  }

  #page(page: number): Uint8Array {
    return this.bytes.subarray(page * PAGE_BYTES, (page + 1) * PAGE_BYTES);
  }

  #pages(numbers: readonly number[]): Pages {
    const contents = new Uint8Array(numbers.length * PAGE_BYTES);
    numbers.forEach((page, index) => {
      contents.set(this.#page(page), index * PAGE_BYTES);
    });
    return { numbers: Uint32Array.from(numbers), contents };
  }
}
