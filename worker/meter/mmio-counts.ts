const PAGE_BITS = 12;

/** Accesses to one 4 KiB page of device memory. */
export interface MmioRow {
  /** Of its first byte. */
  readonly address: number;
  readonly reads: number;
  readonly writes: number;
}

/** Accesses to memory that devices answer for, by page. */
export class MmioCounts {
  readonly #pages = new Map<number, { reads: number; writes: number }>();

  countRead(address: number): void {
    this.#page(address).reads++;
  }

  countWrite(address: number): void {
    this.#page(address).writes++;
  }

  /** Pages that were accessed, in order. */
  get rows(): MmioRow[] {
    return [...this.#pages]
      .sort(([a], [b]) => a - b)
      .map(([page, counts]) => ({ address: page * 2 ** PAGE_BITS, ...counts }));
  }

  /** Accesses to all of them. */
  get total(): number {
    let sum = 0;
    for (const { reads, writes } of this.#pages.values()) sum += reads + writes;
    return sum;
  }

  restore(rows: readonly MmioRow[]): void {
    this.#pages.clear();
    for (const { address, reads, writes } of rows) {
      this.#pages.set(address >>> PAGE_BITS, { reads, writes });
    }
  }

  #page(address: number): { reads: number; writes: number } {
    const page = address >>> PAGE_BITS;
    const known = this.#pages.get(page);
    if (known !== undefined) return known;
    const counts = { reads: 0, writes: 0 };
    this.#pages.set(page, counts);
    return counts;
  }
}
