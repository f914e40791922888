/** The least host time between two points: nearer ones cost more than they save. */
const LEAST_MS = 400;

/** So much of the time may be spent on points, at most. */
const MOST_SHARE = 1 / 40;

/** A busy machine gets a point as often, whatever that costs. */
const LONGEST_MS = 3000;

/** A machine that has executed less since the last point gets another one only when that has become old. */
const MUCH_INSTRUCTIONS = 3e6;
const OLD_MS = 10_000;

/** Says when a machine's next point is due: often while it does much, seldom while it does little. */
export class Pacing {
  readonly #nowMs: () => number;
  #lastMs: number;
  #lastInstructions = 0;
  #costMs = 0;
  #lastCostMs = 0;
  #points = 0;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
    this.#lastMs = nowMs();
  }

  isDue(instructions: number): boolean {
    const sinceMs = this.#nowMs() - this.#lastMs;
    if (sinceMs < LEAST_MS || sinceMs < Math.min(LONGEST_MS, this.#costMs / MOST_SHARE))
      return false;
    const since = instructions - this.#lastInstructions;
    return since >= MUCH_INSTRUCTIONS || (since > 0 && sinceMs >= OLD_MS);
  }

  /** Makes a point, and remembers what it took: `lastCostMs`. */
  spend<Answer>(instructions: number, work: () => Answer): Answer {
    const startMs = this.#nowMs();
    try {
      return work();
    } finally {
      this.#lastMs = this.#nowMs();
      // The first looks at all of memory, the others at what has changed.
      this.#lastCostMs = this.#lastMs - startMs;
      this.#costMs = this.#points++ === 0 ? 0 : this.#lastCostMs;
      this.#lastInstructions = instructions;
    }
  }

  /** The machine goes on from another instant. */
  begin(instructions: number): void {
    this.#lastMs = this.#nowMs();
    this.#lastInstructions = instructions;
  }

  /** The milliseconds that the last point took. */
  get lastCostMs(): number {
    return this.#lastCostMs;
  }
}
