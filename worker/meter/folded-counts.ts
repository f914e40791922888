/** Totals of named counters that wrap at 2^32. */
export class FoldedCounts {
  readonly #names: readonly string[];
  readonly #totals: Float64Array;
  #last: Uint32Array;

  /** @param names of the counters, in their order. */
  constructor(names: readonly string[]) {
    this.#names = names;
    this.#totals = new Float64Array(names.length);
    this.#last = new Uint32Array(names.length);
  }

  /** Takes the counters as they stand; to be called before any has counted 2^32 more. */
  fold(counters: Uint32Array): void {
    for (let index = 0; index < this.#totals.length; index++) {
      const now = counters[index] ?? 0;
      const since = (now - (this.#last[index] ?? 0)) >>> 0;
      this.#totals[index] = (this.#totals[index] ?? 0) + since;
      this.#last[index] = now;
    }
  }

  total(index: number): number {
    return this.#totals[index] ?? 0;
  }

  /** Those that are not zero. */
  get totals(): Record<string, number> {
    const counted = [...this.#totals.entries()].filter(([, total]) => total > 0);
    return Object.fromEntries(counted.map(([index, total]) => [this.#names[index] ?? '', total]));
  }

  /** The totals are others; the counters stand as they are given. */
  restore(totals: Readonly<Record<string, number>>, counters: Uint32Array): void {
    for (const [index, name] of this.#names.entries()) this.#totals[index] = totals[name] ?? 0;
    this.#last = counters.slice();
  }
}
