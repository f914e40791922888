import { PAGE_BYTES } from '#protocol/frozen-machine';
import { CELLS } from './counting-cells.ts';
import type { AddressRange } from './memory-pages.ts';
import { TLB } from './v86-parts.ts';

const PAGE_SHIFT = 12;

/** Bits of a translation (`cpu.rs`): there is one; it is for reading; it is no RAM. */
const VALID = 1 << 0;
const READ_ONLY = 1 << 1;
const MAPPED = 1 << 3;

/** RAM that the guest can write through the BIOS's other address as well, of which nobody is told. */
const ALWAYS_PAGES = 2 ** 20 / PAGE_BYTES;

/**
 * The pages of guest RAM that may have been written since some instant: one byte each, which the edited wasm sets when it
 * makes a translation for writing, or a device writes. What could be written at that instant can be still.
 */
export class WrittenPages {
  readonly #memory: WebAssembly.Memory;
  readonly #ram: AddressRange;
  readonly #mapAt: number;
  #known = false;

  /** @param mapAt the address of a byte for each page of RAM, which nothing else uses. */
  constructor(memory: WebAssembly.Memory, ram: AddressRange, mapAt: number) {
    this.#memory = memory;
    this.#ram = ram;
    this.#mapAt = mapAt;
    this.#arm();
  }

  /** The guest's RAM. */
  get ram(): AddressRange {
    return this.#ram;
  }

  /** Since `begin` nothing has made memory another behind the wasm's back. */
  get known(): boolean {
    return this.#known;
  }

  /** What is written from now on is noted. Legal between slices. */
  begin(): void {
    this.#arm();
    const map = this.#map;
    map.fill(0).fill(1, 0, ALWAYS_PAGES);
    const firstPage = this.#ram.from >>> PAGE_SHIFT;
    const [count = 0] = new Uint32Array(this.#memory.buffer, TLB.count, 1);
    const pages = new Uint32Array(this.#memory.buffer, TLB.pages, count);
    const entries = new Uint32Array(this.#memory.buffer, TLB.entries, TLB.length);
    for (const page of pages) {
      const entry = entries[page] ?? 0;
      const isForWriting = (entry & (VALID | READ_ONLY | MAPPED)) === VALID;
      if (isForWriting) map[((entry >>> PAGE_SHIFT) ^ page) - firstPage] = 1;
    }
    this.#known = true;
  }

  /** Memory was made another: what was written is not known until it begins again. */
  lose(): void {
    this.#arm();
    this.#known = false;
  }

  /** Stretches of RAM that may have been written, in addresses. Legal while it is `known`. */
  *stretches(): Generator<AddressRange> {
    const map = this.#map;
    let first = map.indexOf(1);
    while (first !== -1) {
      const behind = map.indexOf(0, first);
      const end = behind === -1 ? map.length : behind;
      yield { from: this.#addressOf(first), to: this.#addressOf(end) };
      first = map.indexOf(1, end);
    }
  }

  /** Whether a page, counted from RAM's first one, may have been written. */
  has(page: number): boolean {
    return this.#map[page] === 1;
  }

  /** The wasm is told where the map is; what was restored may say otherwise. */
  #arm(): void {
    new Uint32Array(this.#memory.buffer, CELLS.writtenMap, 1)[0] = this.#mapAt;
  }

  #addressOf(page: number): number {
    return this.#ram.from + page * PAGE_BYTES;
  }

  get #map(): Uint8Array {
    const pages = (this.#ram.to - this.#ram.from) / PAGE_BYTES;
    return new Uint8Array(this.#memory.buffer, this.#mapAt, pages);
  }
}
