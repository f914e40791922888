import { useSyncExternalStore } from 'react';

/** One clock a period, however many texts follow it. */
class Ticker {
  readonly #periodMs: number;
  readonly #listeners = new Set<() => void>();
  #timer: ReturnType<typeof setInterval> | undefined;
  #now = Date.now();

  constructor(periodMs: number) {
    this.#periodMs = periodMs;
  }

  readonly watch = (listener: () => void): (() => void) => {
    if (this.#listeners.size === 0) {
      this.#now = Date.now();
      this.#timer = setInterval(() => {
        this.#now = Date.now();
        for (const told of this.#listeners) told();
      }, this.#periodMs);
    }
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) clearInterval(this.#timer);
    };
  };

  readonly read = (): number => this.#now;
}

const SLOW = new Ticker(15_000);
const QUICK = new Ticker(1000);

/** A text that depends on the time, drawn anew when it changes; `quick` looks each second. */
export function useTimeText(show: (nowMs: number) => string, quick = false): string {
  const ticker = quick ? QUICK : SLOW;
  return useSyncExternalStore(ticker.watch, () => show(ticker.read()));
}
