import type { Counters } from '#protocol/counters';
import { deviceAccesses } from '#protocol/counts-since';
import { countersSince, startedAnew } from './difference.ts';
import { totalEvents } from './totals.ts';

/** What a machine's counters said at one moment. */
export interface Reading {
  /** On the page's own clock, `performance.now()`. */
  readonly takenAtMs: number;
  readonly counters: Counters;
}

/** How fast things happened between two readings, against host time in which the machine was not paused. */
export interface Rates {
  readonly instructionsPerSecond: number;
  readonly eventsPerSecond: number;
  readonly accessesPerSecond: number;
  /** Of the guest's time, the part in which its processor was halted, 0 to 1; null where no time passed. */
  readonly idleShare: number | null;
  /** Of the instructions, the part in ring 3, 0 to 1; null where none was executed. */
  readonly userShare: number | null;
}

/** Null where the later one does not continue the earlier one. */
export function ratesBetween(before: Counters, now: Counters): Rates | null {
  if (startedAnew(now, before)) return null;
  const { guestTimeNs, wallTimeMs, measured } = countersSince(now, before);
  return {
    instructionsPerSecond: perSecond(measured.instructions, wallTimeMs),
    eventsPerSecond: perSecond(totalEvents(measured), wallTimeMs),
    accessesPerSecond: perSecond(deviceAccesses(measured), wallTimeMs),
    idleShare: share(measured.idleNs, guestTimeNs),
    userShare: share(measured.userInstructions, measured.instructions),
  };
}

/** Nothing happens in no time: a machine that is paused. */
export function perSecond(count: number, wallTimeMs: number): number {
  return wallTimeMs <= 0 ? 0 : (count / wallTimeMs) * 1000;
}

/** A part of a whole, 0 to 1; null of nothing. */
export function share(part: number, whole: number): number | null {
  return whole <= 0 ? null : Math.min(1, part / whole);
}

/** The newest reading that is at least so much older than the last, else the oldest; undefined where there is but one. */
export function readingBefore(readings: readonly Reading[], spanMs: number): Reading | undefined {
  const last = readings.at(-1);
  if (last === undefined || readings.length < 2) return undefined;
  const earlier = readings.slice(0, -1);
  return earlier.findLast(({ takenAtMs }) => last.takenAtMs - takenAtMs >= spanMs) ?? earlier[0];
}

/** What is drawn of the last minute: one value for each reading but the first, null where there is none. */
export interface Course {
  /** Seconds before the last reading: from some -60 to 0. */
  readonly seconds: readonly number[];
  readonly mips: readonly (number | null)[];
  readonly events: readonly (number | null)[];
  /** In percent. */
  readonly idle: readonly (number | null)[];
}

/** How it went from reading to reading. */
export function courseOf(readings: readonly Reading[]): Course {
  const last = readings.at(-1)?.takenAtMs ?? 0;
  const points = readings.slice(1).map(({ takenAtMs, counters }, index) => {
    const before = readings[index]?.counters ?? counters;
    return { seconds: (takenAtMs - last) / 1000, rates: ratesBetween(before, counters) };
  });
  return {
    seconds: points.map(({ seconds }) => seconds),
    mips: points.map(({ rates }) => rates && rates.instructionsPerSecond / 1e6),
    events: points.map(({ rates }) => rates?.eventsPerSecond ?? null),
    idle: points.map(({ rates }) => rates && idlePercent(rates)),
  };
}

function idlePercent({ idleShare }: Rates): number | null {
  return idleShare === null ? null : idleShare * 100;
}
