/** Adds up the time between `start` and `stop`, in milliseconds. */
export class Stopwatch {
  readonly #nowMs: () => number;
  #elapsedMs = 0;
  #startedMs: number | null = null;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
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
