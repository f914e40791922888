/** Adds up the time between `start` and `stop`, in milliseconds. */
export class Stopwatch {
  readonly #nowMs: () => number;
  #elapsedMs: number;
  #startedMs: number | null = null;

  /** @param elapsedMs what it has added up before. */
  constructor(nowMs: () => number, elapsedMs = 0) {
    this.#nowMs = nowMs;
    this.#elapsedMs = elapsedMs;
  }

  get elapsedMs(): number {
    return this.#elapsedMs + (this.#startedMs === null ? 0 : this.#nowMs() - this.#startedMs);
  }

  start(): void {
    this.#startedMs ??= this.#nowMs();
  }

  stop(): void {
    this.#elapsedMs = this.elapsedMs;
    this.#startedMs = null;
  }
}
