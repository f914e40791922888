/** The least host time between two points: nearer ones cost more than they save. */
const LEAST_MS = 100;

/** So much of the time may be spent on points, at most. */
const MOST_SHARE = 1 / 40;

/** How much a point that took longer, or less long, than those before it says of the next. */
const NEWS = 1 / 4;

/** A busy machine gets a point as often, whatever that costs. */
const LONGEST_MS = 3000;

/** A machine that has executed less since the last point gets another one only when that has become old. */
const MUCH_INSTRUCTIONS = 3e6;
const OLD_MS = 10_000;

/** What a machine has written is kept after so long at the latest, for the film to have it. */
const WROTE_MS = 1000;

/** Says when a machine's next point is due: often while it does much, seldom while it does little. */
export class Pacing {
  readonly #nowMs: () => number;
  #lastMs: number;
  #lastInstructions = 0;
  /** What the next point will take, from what those before took. */
  #costMs = 0;
  #lastCostMs = 0;
  #points = 0;
  #wrote = false;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
    this.#lastMs = nowMs();
  }

  isDue(instructions: number): boolean {
    const sinceMs = this.#nowMs() - this.#lastMs;
    if (sinceMs < LEAST_MS || sinceMs < Math.min(LONGEST_MS, this.#costMs / MOST_SHARE))
      return false;
    const since = instructions - this.#lastInstructions;
    if (since >= MUCH_INSTRUCTIONS) return true;
    return since > 0 && sinceMs >= (this.#wrote ? WROTE_MS : OLD_MS);
  }

  /** Something came out. */
  noteOutput(): void {
    this.#wrote = true;
  }

  /** Makes a point, and remembers what it took: `lastCostMs`. */
  spend<Answer>(instructions: number, work: () => Answer): Answer {
    const startMs = this.#nowMs();
    try {
      return work();
    } finally {
      this.#lastMs = this.#nowMs();
      this.#lastCostMs = this.#lastMs - startMs;
      this.#learn(this.#lastCostMs);
      this.#lastInstructions = instructions;
      this.#wrote = false;
    }
  }

  /** The first point looks at all of memory, the others at what has changed. */
  #learn(costMs: number): void {
    if (this.#points === 1) this.#costMs = costMs;
    else if (this.#points > 1) this.#costMs += (costMs - this.#costMs) * NEWS;
    this.#points++;
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
