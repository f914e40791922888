import type { Counters } from '#protocol/counters';
import { startedAnew } from './difference.ts';
import { type NewestCost, newestCost } from './now/newest-cost.ts';
import type { Reading } from './rates.ts';

/** How far back readings go. */
const KEPT_MS = 60_000;

/** What has been read of one machine. */
export interface Readings {
  /** Of the last minute, the oldest first. */
  readonly readings: readonly Reading[];
  readonly newest: NewestCost;
}

export const NO_READINGS: Readings = { readings: [], newest: null };

/** With one more reading; nothing is left of those that it does not continue. */
export function withReading(
  { readings, newest }: Readings,
  counters: Counters,
  takenAtMs: number,
): Readings {
  const last = readings.at(-1)?.counters ?? null;
  const reading = { takenAtMs, counters };
  if (last === null || startedAnew(counters, last)) {
    return { readings: [reading], newest: newestCost(null, counters, null) };
  }
  const kept = readings.filter((earlier) => takenAtMs - earlier.takenAtMs <= KEPT_MS);
  return { readings: [...kept, reading], newest: newestCost(last, counters, newest) };
}
