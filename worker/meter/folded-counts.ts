/** Totals of counters that wrap at 2^32. */
export class FoldedCounts {
  #last: Uint32Array;
  readonly #totals: Float64Array;

  constructor(length: number) {
    this.#last = new Uint32Array(length);
    this.#totals = new Float64Array(length);
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

  get totals(): number[] {
    return [...this.#totals];
  }

  /** The totals are others; the counters stand as they are given. */
  restore(totals: readonly number[], counters: Uint32Array): void {
    this.#totals.fill(0);
    this.#totals.set(totals.slice(0, this.#totals.length));
    this.#last = counters.slice();
  }
}
