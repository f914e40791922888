import { PAGE_BYTES, type Pages } from '#protocol/frozen-machine';
import { createPageDiff, type PageDiff } from './page-diff.ts';

const WASM_PAGE_BYTES = 65_536;

/** How far the emulator's own memory may grow and still be compared; it has never been seen to grow by more than a few MiB. */
const GROWTH_BYTES = 64 * 2 ** 20;

/** Addresses from `from` to before `to`, whole pages. */
export interface AddressRange {
  readonly from: number;
  readonly to: number;
}

/**
 * The emulator's memory as pages, and the copy of it that was last frozen. The copy lies in the same memory, where one
 * wasm function can compare the two: behind what the emulator had when the copy was made room for. Pages are numbered as
 * if it were not there. Untouched pages of the copy cost address space only.
 */
export class MemoryPages {
  readonly #memory: WebAssembly.Memory;
  readonly #diff: PageDiff;
  /** Where the copy begins: the emulator's memory is before it, and what it grows by behind it. */
  readonly #copyAt: number;
  readonly #copyBytes: number;
  readonly #numbersAt: number;
  readonly #behindAt: number;
  /** Nothing was ever copied. */
  #blank = true;

  /** Makes room for the copy, all zero. Throws a `RangeError` when there is none. */
  constructor(memory: WebAssembly.Memory) {
    this.#memory = memory;
    this.#diff = createPageDiff(memory);
    this.#copyAt = memory.buffer.byteLength;
    this.#copyBytes = this.#copyAt + GROWTH_BYTES;
    this.#numbersAt = this.#copyAt + this.#copyBytes;
    const numbersBytes = (this.#copyBytes / PAGE_BYTES) * Uint32Array.BYTES_PER_ELEMENT;
    const wasmPages = Math.ceil((this.#copyBytes + numbersBytes) / WASM_PAGE_BYTES);
    this.#behindAt = this.#copyAt + wasmPages * WASM_PAGE_BYTES;
    memory.grow(wasmPages);
  }

  /** Pages of the emulator, the copy left out. */
  get count(): number {
    return (this.#copyAt + this.#memory.buffer.byteLength - this.#behindAt) / PAGE_BYTES;
  }

  /** All pages that are not zero; the copy is brought up to date with them. */
  takeWhole(): Pages {
    const wasBlank = this.#blank;
    const changes = this.takeChanges();
    return wasBlank ? changes : this.copied();
  }

  /** The pages that differ from the copy, which is brought up to date with them. */
  takeChanges(): Pages {
    this.#blank = false;
    const numbers = Uint32Array.from(this.#compare('with copy', { from: 0, to: 0 }));
    const contents = new Uint8Array(numbers.length * PAGE_BYTES);
    numbers.forEach((page, index) => {
      contents.set(this.#page(this.#addressOf(page)), index * PAGE_BYTES);
    });
    return { numbers, contents };
  }

  /** All pages of the copy that are not zero. */
  copied(): Pages {
    const words = new Int32Array(this.#memory.buffer, this.#copyAt, this.#copyBytes / 4);
    const wordsInPage = PAGE_BYTES / 4;
    const numbers: number[] = [];
    for (let page = 0; page < this.count; page++) {
      const end = (page + 1) * wordsInPage;
      let word = page * wordsInPage;
      while (word < end && words[word] === 0) word++;
      if (word < end) numbers.push(page);
    }
    const contents = new Uint8Array(numbers.length * PAGE_BYTES);
    for (const [index, page] of numbers.entries()) {
      contents.set(this.#page(this.#copyAt + page * PAGE_BYTES), index * PAGE_BYTES);
    }
    return { numbers: Uint32Array.from(numbers), contents };
  }

  /**
   * Makes the emulator's memory what the copy is, but for `untouched` addresses, which are known to be: reading so much
   * memory for the first time would cost more than all the rest.
   */
  revert(untouched: AddressRange = { from: 0, to: 0 }): void {
    this.#compare('with emulator', untouched);
  }

  /** Makes pages what is given, in the emulator's memory and in the copy. */
  put({ numbers, contents }: Pages): void {
    this.#blank = false;
    const missing = (numbers.at(-1) ?? -1) + 1 - this.count;
    if (missing > 0) this.#memory.grow(Math.ceil((missing * PAGE_BYTES) / WASM_PAGE_BYTES));
    numbers.forEach((page, index) => {
      const content = contents.subarray(index * PAGE_BYTES, (index + 1) * PAGE_BYTES);
      this.#page(this.#addressOf(page)).set(content);
      this.#page(this.#copyAt + page * PAGE_BYTES).set(content);
    });
  }

  /** Makes the copy all zero, as at first. */
  forget(): void {
    for (const page of this.copied().numbers) this.#page(this.#copyAt + page * PAGE_BYTES).fill(0);
    this.#blank = true;
  }

  #compare(direction: 'with copy' | 'with emulator', { from, to }: AddressRange): number[] {
    const { buffer } = this.#memory;
    const grown = buffer.byteLength - this.#behindAt;
    if (grown > GROWTH_BYTES) {
      throw new Error(
        `The emulator's memory has grown by ${grown} bytes, more than can be frozen.`,
      );
    }
    const copyAt = this.#copyAt;
    const parts = [
      { emulator: 0, copy: copyAt, bytes: from },
      { emulator: to, copy: copyAt + to, bytes: copyAt - to },
      { emulator: this.#behindAt, copy: 2 * copyAt, bytes: grown },
    ];
    return parts.flatMap(({ emulator, copy, bytes }) => {
      if (bytes === 0) return [];
      const [source, target] = direction === 'with copy' ? [emulator, copy] : [copy, emulator];
      const count = this.#diff(source, target, source + bytes, this.#numbersAt);
      const first = (copy - copyAt) / PAGE_BYTES;
      const numbers = new Uint32Array(buffer, this.#numbersAt, count);
      return Array.from(numbers, (number) => first + number);
    });
  }

  #addressOf(page: number): number {
    const address = page * PAGE_BYTES;
    return address < this.#copyAt ? address : address - this.#copyAt + this.#behindAt;
  }

  #page(address: number): Uint8Array {
    return new Uint8Array(this.#memory.buffer, address, PAGE_BYTES);
  }
}
