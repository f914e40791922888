import { PAGE_BYTES, type Pages } from '#protocol/frozen-machine';

/**
 * A disk or disc in the tab's memory, as v86 wants its buffers (`buffer.js`, SyncBuffer), but that it knows which pages
 * were written, and stays out of v86's own state: there, v86's would lie whole.
 */
export class GuestDisk {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Pages written since they were last taken, as they were before. */
  readonly #written = new Map<number, Uint8Array>();
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
      if (!this.#written.has(page)) this.#written.set(page, this.#page(page).slice());
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
