import { isEqual, isZero } from '#protocol/bytes';
import { PAGE_BYTES, type Pages } from '#protocol/frozen-machine';
import { createPageDiff, type PageDiff } from './page-diff.ts';
import { WrittenPages } from './written-pages.ts';

const WASM_PAGE_BYTES = 65_536;

/** How far the emulator's own memory may grow and still be compared; it has never been seen to grow by more than a few MiB. */
const GROWTH_BYTES = 64 * 2 ** 20;

/** Addresses from `from` to before `to`, whole pages. */
export interface AddressRange {
  readonly from: number;
  readonly to: number;
}

/** What pages were, or are to be, by number; those that are all zero share `ZERO_PAGE`. */
export type PageRecord = Map<number, Uint8Array>;

/** Not to be written. */
export const ZERO_PAGE = new Uint8Array(PAGE_BYTES);

/** Every so many marks all pages are looked at, whatever is known of what was written. */
const LOOK_AT_ALL_EVERY = 16;

/** Neighbours in the memory, in the copy and in the numbering. */
interface Part {
  readonly at: number;
  readonly copyAt: number;
  readonly bytes: number;
  readonly firstPage: number;
}

/**
 * The emulator's memory as pages, and the copy of it that was last frozen, or last marked as a point to come back to. The
 * copy lies in the same memory, where one wasm function can compare the two: behind what the emulator had when the copy was
 * made room for. Pages are numbered as if it were not there. Pages that were never other than zero are not in the copy: there they cost address space only, and
 * half of the time to compare.
 */
export class MemoryPages {
  readonly #memory: WebAssembly.Memory;
  readonly #diff: PageDiff;
  /** Where the copy begins: the emulator's memory is before it, and what it grows by behind it. */
  readonly #copyAt: number;
  readonly #copyBytes: number;
  readonly #numbersAt: number;
  /** One byte a page, see `PageDiff`. */
  readonly #heldAt: number;
  readonly #behindAt: number;
  /** Null: it is not noted, and all pages are looked at each time. */
  #written: WrittenPages | null;
  #marks = 0;
  /** Nothing was ever copied. */
  #blank = true;
  /** Pages in which the copy differs from what was last frozen, as they were in that. */
  #sinceFreeze: PageRecord = new Map();
  /** The same for the last mark; null: there was none. */
  #sinceMark: PageRecord | null = null;

  /**
   * Makes room for the copy, all zero. Throws a `RangeError` when there is none.
   *
   * @param ram where it is noted what is written; nowhere unless told.
   */
  constructor(memory: WebAssembly.Memory, ram: AddressRange = { from: 0, to: 0 }) {
    this.#memory = memory;
    this.#diff = createPageDiff(memory);
    this.#copyAt = memory.buffer.byteLength;
    this.#copyBytes = this.#copyAt + GROWTH_BYTES;
    this.#numbersAt = this.#copyAt + this.#copyBytes;
    const pages = this.#copyBytes / PAGE_BYTES;
    this.#heldAt = this.#numbersAt + pages * Uint32Array.BYTES_PER_ELEMENT;
    const mapAt = this.#heldAt + pages;
    const ramPages = (ram.to - ram.from) / PAGE_BYTES;
    const wasmPages = Math.ceil((mapAt + ramPages - this.#copyAt) / WASM_PAGE_BYTES);
    this.#behindAt = this.#copyAt + wasmPages * WASM_PAGE_BYTES;
    memory.grow(wasmPages);
    this.#written = ramPages > 0 ? new WrittenPages(memory, ram, mapAt) : null;
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

  /** The pages that differ from what was last frozen or put, and is the copy from now on. */
  takeChanges(): Pages {
    this.#blank = false;
    const found =
      this.#sinceMark === null ? this.#differing('take') : this.#takeFound(this.#writtenParts());
    const numbers =
      this.#sinceFreeze.size === 0
        ? found
        : [...new Set([...found, ...this.#sinceFreeze.keys()])].sort((a, b) => a - b);
    this.#sinceFreeze = new Map();
    return this.#pagesOf(numbers, (page) => this.#addressOf(page));
  }

  /**
   * Marks a point to come back to, and tells what the pages were at the last one, or at the one gone to since, that differ
   * from it now.
   *
   * @param search `written`: RAM that nothing is known to have written since need not be looked at.
   */
  mark(search: 'written' | 'all'): PageRecord {
    this.#blank = false;
    const isFirst = this.#sinceMark === null;
    this.#sinceMark ??= new Map();
    this.#marks++;
    const looksAtAll = isFirst || search === 'all' || this.#marks % LOOK_AT_ALL_EVERY === 0;
    const found = this.#takeFound(looksAtAll ? this.#parts() : this.#writtenParts());
    if (looksAtAll) this.#checkWritten(found);
    const before = this.#sinceMark;
    this.#sinceMark = new Map();
    this.#written?.begin();
    return before;
  }

  /** Where something was written that was not noted, nothing is believed any more. */
  #checkWritten(found: readonly number[]): void {
    const written = this.#written;
    if (written?.known !== true) return;
    const { from, to } = written.ram;
    const isNoted = (page: number): boolean => {
      const address = page * PAGE_BYTES;
      return address < from || address >= to || written.has((address - from) / PAGE_BYTES);
    };
    if (!found.every(isNoted)) this.#written = null;
  }

  /** All that may differ from the copy, as it was at the last mark. */
  #writtenParts(): Part[] {
    if (this.#written?.known !== true) return this.#parts();
    const written = Array.from(this.#written.stretches(), ({ from, to }) =>
      this.#part(from, from, to - from),
    );
    return [...this.#parts(this.#written.ram), ...written];
  }

  /** There is no mark, as at first. */
  forgetMark(): void {
    this.#sinceMark = null;
  }

  /**
   * Makes the memory what it was at the last mark, and then what the records have, one after the other; each gets what was there.
   *
   * @param untouched what of the memory has not been written since that mark; nothing unless told.
   */
  goTo(way: readonly PageRecord[], untouched?: AddressRange): void {
    const back = this.#sinceMark ?? new Map();
    for (const [page, content] of back) this.#putCopy(page, content);
    this.#sinceMark = null;
    const changed = this.#exchange(way);
    this.#sinceMark = new Map();
    this.#revertToCopy(untouched);
    this.#written?.begin();
    if (untouched === undefined) return;
    for (const page of [...back.keys(), ...changed]) {
      this.#page(this.#addressOf(page)).set(this.#page(this.#copyAt + page * PAGE_BYTES));
    }
  }

  /** The memory is what the record makes of the last mark: that is the mark from now on, and the record leads back. */
  moveOn(record: PageRecord): void {
    this.#exchange([record]);
    this.#sinceMark = new Map();
    this.#written?.begin();
  }

  /**
   * Whether the memory differs from what it was at the last mark in pages of the record and in nothing else, and is there what
   * it has. Legal when nothing was frozen since.
   */
  isChangedBy(record: PageRecord): boolean {
    return (
      this.#differing('find').every((page) => record.has(page)) &&
      [...record].every(([page, content]) => isEqual(this.#page(this.#addressOf(page)), content))
    );
  }

  /** Makes the copy what the records have, one after the other; each gets what was there before it. The pages that changed. */
  #exchange(way: readonly PageRecord[]): Iterable<number> {
    const last: PageRecord = new Map();
    for (const record of way) {
      for (const [page, content] of record) {
        record.set(page, last.get(page) ?? this.#copyOf(page));
        last.set(page, content);
      }
    }
    for (const [page, content] of last) this.#putCopy(page, content);
    return last.keys();
  }

  #revertToCopy(untouched?: AddressRange): void {
    for (const { at, copyAt, bytes, firstPage } of this.#parts(untouched)) {
      this.#diff.revert(at, copyAt, at + bytes, this.#heldAt + firstPage);
    }
  }

  /** Brings the copy up to date. The pages that differed. */
  #takeFound(parts = this.#parts()): number[] {
    const found = this.#differing('find', parts);
    for (const page of found) this.#putCopy(page, this.#page(this.#addressOf(page)));
    return found;
  }

  #differing(how: 'take' | 'find', parts = this.#parts()): number[] {
    return parts.flatMap(({ at, copyAt, bytes, firstPage }) => {
      const heldAt = this.#heldAt + firstPage;
      const count = this.#diff[how](at, copyAt, at + bytes, heldAt, this.#numbersAt);
      const found = new Uint32Array(this.#memory.buffer, this.#numbersAt, count);
      return Array.from(found, (number) => firstPage + number);
    });
  }

  /** What it was when it was last frozen, and at the last mark, is kept aside. */
  #putCopy(page: number, content: Uint8Array): void {
    const isFirst = !this.#sinceFreeze.has(page);
    const isFirstOfMark = this.#sinceMark?.has(page) === false;
    if (isFirst || isFirstOfMark) {
      const before = this.#copyOf(page);
      if (isFirst) this.#sinceFreeze.set(page, before);
      if (isFirstOfMark) this.#sinceMark?.set(page, before);
    }
    this.#held[page] = 1;
    this.#page(this.#copyAt + page * PAGE_BYTES).set(content);
  }

  /** What the copy's page is. */
  #copyOf(page: number): Uint8Array {
    const copy = this.#page(this.#copyAt + page * PAGE_BYTES);
    return this.#held[page] && !isZero(copy) ? copy.slice() : ZERO_PAGE;
  }

  /** All pages of the copy that are not zero. */
  copied(): Pages {
    const words = new Int32Array(this.#memory.buffer, this.#copyAt, this.#copyBytes / 4);
    const wordsInPage = PAGE_BYTES / 4;
    const numbers: number[] = [];
    for (const [page, isHeld] of this.#held.subarray(0, this.count).entries()) {
      if (!isHeld) continue;
      const end = (page + 1) * wordsInPage;
      let word = page * wordsInPage;
      while (word < end && words[word] === 0) word++;
      if (word < end) numbers.push(page);
    }
    return this.#pagesOf(numbers, (page) => this.#copyAt + page * PAGE_BYTES);
  }

  /**
   * Makes the emulator's memory what was last frozen or put, but for `untouched` addresses, which are known to be: reading
   * so much memory for the first time would cost more than all the rest.
   */
  revert(untouched?: AddressRange): void {
    const back = this.#sinceFreeze;
    this.#sinceFreeze = new Map();
    this.#sinceMark = null;
    for (const [page, content] of back) this.#page(this.#copyAt + page * PAGE_BYTES).set(content);
    this.#revertToCopy(untouched);
    this.#written?.lose();
  }

  /** Makes room for pages that `put` will be given; a guest does not see it. Throws a `RangeError` when there is none. */
  fit({ numbers }: Pages): void {
    const missing = (numbers.at(-1) ?? -1) + 1 - this.count;
    if (missing <= 0) return;
    const wasmPages = Math.ceil((missing * PAGE_BYTES) / WASM_PAGE_BYTES);
    const grown = this.#memory.buffer.byteLength - this.#behindAt + wasmPages * WASM_PAGE_BYTES;
    if (grown > GROWTH_BYTES) throw new RangeError('There is no room for pages so far behind.');
    this.#memory.grow(wasmPages);
  }

  /** Makes pages what is given, in the emulator's memory and in the copy. Throws as `fit`. */
  put(pages: Pages): void {
    this.fit(pages);
    this.#blank = false;
    const { numbers, contents } = pages;
    const held = this.#held;
    numbers.forEach((page, index) => {
      held[page] = 1;
      const content = contents.subarray(index * PAGE_BYTES, (index + 1) * PAGE_BYTES);
      this.#page(this.#addressOf(page)).set(content);
      this.#page(this.#copyAt + page * PAGE_BYTES).set(content);
    });
    this.#written?.lose();
  }

  /** Makes the copy all zero, as at first. */
  forget(): void {
    this.#sinceFreeze = new Map();
    this.#sinceMark = null;
    this.#held.fill(0);
    this.#blank = true;
    this.#written?.lose();
  }

  /** Where memory and copy lie, `left` out: before and behind the copy. */
  #parts(left: AddressRange = { from: 0, to: 0 }): Part[] {
    const grown = this.#memory.buffer.byteLength - this.#behindAt;
    if (grown > GROWTH_BYTES) {
      throw new Error(
        `The emulator's memory has grown by ${grown} bytes, more than can be frozen.`,
      );
    }
    return [
      { at: 0, address: 0, bytes: left.from },
      { at: left.to, address: left.to, bytes: this.#copyAt - left.to },
      { at: this.#behindAt, address: this.#copyAt, bytes: grown },
    ]
      .filter(({ bytes }) => bytes > 0)
      .map(({ at, address, bytes }) => this.#part(at, address, bytes));
  }

  /** @param address where it would be if the copy were not in between. */
  #part(at: number, address: number, bytes: number): Part {
    return { at, copyAt: this.#copyAt + address, bytes, firstPage: address / PAGE_BYTES };
  }

  #pagesOf(numbers: readonly number[], addressOf: (page: number) => number): Pages {
    const contents = new Uint8Array(numbers.length * PAGE_BYTES);
    for (const [index, page] of numbers.entries()) {
      contents.set(this.#page(addressOf(page)), index * PAGE_BYTES);
    }
    return { numbers: Uint32Array.from(numbers), contents };
  }

  get #held(): Uint8Array {
    return new Uint8Array(this.#memory.buffer, this.#heldAt, this.#copyBytes / PAGE_BYTES);
  }

  #addressOf(page: number): number {
    const address = page * PAGE_BYTES;
    return address < this.#copyAt ? address : address - this.#copyAt + this.#behindAt;
  }

  #page(address: number): Uint8Array {
    return new Uint8Array(this.#memory.buffer, address, PAGE_BYTES);
  }
}
