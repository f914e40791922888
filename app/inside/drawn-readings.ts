import { useState } from 'react';
import type { Reading } from './rates.ts';

/** What is large is drawn once a second, though readings come more often. */
const DRAWN_EVERY_MS = 900;

/** Readings as they are drawn: no later ones than a second after those before, but at once those that do not continue them. */
export function useDrawnReadings(readings: readonly Reading[]): readonly Reading[] {
  const [drawn, setDrawn] = useState(readings);
  if (!isDue(drawn, readings)) return drawn;
  setDrawn(readings);
  return readings;
}

/** Whether what is drawn is to be drawn again. */
export function isDue(drawn: readonly Reading[], readings: readonly Reading[]): boolean {
  if (drawn === readings) return false;
  const [last, newest] = [drawn.at(-1), readings.at(-1)];
  if (last === undefined || newest === undefined) return true;
  if (last.counters.epoch !== newest.counters.epoch || !readings.includes(last)) return true;
  return newest.takenAtMs - last.takenAtMs >= DRAWN_EVERY_MS;
}
