import type { Tempo } from '#protocol/tempo';
import { hostNowMs } from '../engine/host-globals.ts';

/** What the host could not keep up with at a rate is made good, up to so much of its time; what it slept through, too. */
const MOST_OWED_MS = 10_000;

/** Says how far a past that plays should have come, at the rate of the moment. */
export class PlayClock {
  #dueNs: number;
  #atMs = hostNowMs();
  #rate: Tempo['rate'] = 1;

  /** @param guestNs where it begins. */
  constructor(guestNs: number) {
    this.#dueNs = guestNs;
  }

  /** The milliseconds of the host's since the last call. */
  passedMs(): number {
    const before = this.#atMs;
    this.#atMs = hostNowMs();
    return this.#atMs - before;
  }

  /** The guest time that is due when `passedMs` more have passed at a rate; the past stands at `guestNs`. */
  dueNs(passedMs: number, rate: Tempo['rate'], guestNs: number): number {
    if (rate === 'max') {
      this.#rate = rate;
      return Number.POSITIVE_INFINITY;
    }
    if (rate !== this.#rate) this.#dueNs = guestNs;
    this.#rate = rate;
    const mostNs = guestNs + MOST_OWED_MS * 1e6 * rate;
    this.#dueNs = Math.min(this.#dueNs + passedMs * 1e6 * rate, mostNs);
    return Math.floor(this.#dueNs);
  }
}
