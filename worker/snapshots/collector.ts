import { toFailure } from '#protocol/failure';
import { keepsNothingAlive } from './announcements.ts';

const BUSY_MS = 10_000;
const LEAST_INTERVAL_MS = 60_000;

/** Decides when to collect by itself: some time after it was asked to, and not twice a minute unless it is urgent. */
export class Collector {
  /** Resolves to false when somebody else is at work. */
  readonly #collect: () => Promise<boolean>;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #dueMs = Number.POSITIVE_INFINITY;
  #lastMs = Number.NEGATIVE_INFINITY;

  constructor(collect: () => Promise<boolean>) {
    this.#collect = collect;
  }

  soon(afterMs: number, isUrgent = false): void {
    const nowMs = performance.now();
    const earliestMs = isUrgent ? nowMs : this.#lastMs + LEAST_INTERVAL_MS;
    const dueMs = Math.max(nowMs + afterMs, earliestMs);
    if (dueMs >= this.#dueMs) return;
    clearTimeout(this.#timer);
    this.#dueMs = dueMs;
    this.#timer = setTimeout(() => void this.#run(), dueMs - nowMs);
    keepsNothingAlive(this.#timer);
  }

  async #run(): Promise<void> {
    this.#dueMs = Number.POSITIVE_INFINITY;
    try {
      if (await this.#collect()) this.#lastMs = performance.now();
      else this.soon(BUSY_MS);
    } catch (error) {
      // Nobody asked for it, so nobody need hear of a failure: the next verb meets it again.
      if (toFailure(error) === null) throw error;
    }
  }
}
