import type { Progress } from '#protocol/counters';

/** What the header shows of a machine's counters. */
export interface Pulse {
  readonly guestTimeNs: number;
  /** Millions of instructions a second since the reading before; null where there is none to compare with. */
  readonly mips: number | null;
  /** Guest time in host time since the reading before; null where there is none to compare with. */
  readonly rate: number | null;
}

/** Reads two readings of one machine's counters, the later one second. */
export function readPulse(before: Progress | null, after: Progress): Pulse {
  const { guestTimeNs } = after;
  if (before === null) return { guestTimeNs, mips: null, rate: null };
  return { guestTimeNs, mips: mips(before, after), rate: rate(before, after) };
}

function rate(before: Progress, after: Progress): number | null {
  const guestNs = after.guestTimeNs - before.guestTimeNs;
  const wallMs = after.wallTimeMs - before.wallTimeMs;
  // It was switched on anew in between, or stands in its past.
  if (guestNs < 0 || wallMs < 0) return null;
  return wallMs === 0 ? 0 : guestNs / (wallMs * 1e6);
}

function mips(before: Progress, after: Progress): number | null {
  const instructions = after.instructions - before.instructions;
  const wallMs = after.wallTimeMs - before.wallTimeMs;
  // Fewer than before: it was switched on anew in between.
  if (instructions < 0 || wallMs < 0) return null;
  return wallMs === 0 ? 0 : instructions / wallMs / 1000;
}

/** `0:07`, `12:34` or `1:02:03`. */
export function guestTimeText(guestTimeNs: number): string {
  const seconds = Math.floor(guestTimeNs / 1e9);
  const pad = (part: number): string => String(part).padStart(2, '0');
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}:${pad(seconds % 60)}`;
  return `${Math.floor(minutes / 60)}:${pad(minutes % 60)}:${pad(seconds % 60)}`;
}

/** One decimal below ten, none above. */
export function mipsText(value: number | null): string {
  if (value === null) return '–';
  return value < 9.95 ? value.toFixed(1) : String(Math.round(value));
}

/** Three figures, as `0.998×` or `214×`. */
export function rateText(rate: number | null): string {
  return rate === null ? '–' : `${Number(rate.toPrecision(3))}×`;
}
