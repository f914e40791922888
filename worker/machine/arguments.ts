import type { JitMode, WaitOptions } from '#protocol/machine';
import { LEAST_CPU_CAP, LEAST_RATE, MOST_RATE } from '#protocol/tempo';
import type { StepTarget } from '#protocol/timeline';

const DEFAULT_TIMEOUT_MS = 30_000;

/** Scripts are not always typed: what is no text is refused at the door. */
export function requireText(text: string, verb: string): void {
  if (typeof text === 'string') return;
  throw new TypeError(`${verb} takes text, not ${String(text)}; nothing was done.`);
}

export function requireJitMode(mode: JitMode): void {
  if (typeof mode === 'boolean' || mode === 'auto') return;
  throw new TypeError(`setJit takes true, false or 'auto', not ${String(mode)}; nothing was done.`);
}

export function requireRate(rate: number | 'max'): void {
  if (rate === 'max' || rate === 0) return;
  if (isNumber(rate) && rate >= LEAST_RATE && rate <= MOST_RATE) return;
  throw new RangeError(
    `setRate takes 0, ${LEAST_RATE} to ${MOST_RATE}, or 'max', not ${String(rate)}; nothing was done.`,
  );
}

export function requireCpuCap(instructionsPerSecond: number | undefined): void {
  if (instructionsPerSecond === undefined) return;
  if (isNumber(instructionsPerSecond) && instructionsPerSecond >= LEAST_CPU_CAP) return;
  throw new RangeError(
    `setCpuCap takes ${LEAST_CPU_CAP} instructions a second or more, or nothing, not ${String(instructionsPerSecond)}; nothing was done.`,
  );
}

const STEP_TARGETS: readonly StepTarget[] = ['slice', 'tick', 'device', 'interrupt', 'line'];

export function requireStepTarget(until: StepTarget): void {
  if (STEP_TARGETS.includes(until)) return;
  const known = STEP_TARGETS.map((target) => `'${target}'`).join(', ');
  throw new TypeError(`step takes one of ${known}, not ${String(until)}; nothing was done.`);
}

const MOST_FRAMES = 60;

export function requireFrames(frames: number): void {
  if (Number.isInteger(frames) && frames >= 1 && frames <= MOST_FRAMES) return;
  throw rangeRefused('film', 1, MOST_FRAMES, 'pictures, a whole number');
}

const LONGEST_MARK_NAME = 80;

/** A bookmark's name without blanks at its ends. */
export function markName(name: string): string {
  requireText(name, 'bookmark');
  const trimmed = name.trim();
  if (trimmed.length >= 1 && trimmed.length <= LONGEST_MARK_NAME) return trimmed;
  throw new RangeError(
    `A bookmark's name has 1 to ${LONGEST_MARK_NAME} characters; nothing was done.`,
  );
}

const LEAST_PAST_BYTES = 16 * 2 ** 20;
const MOST_PAST_BYTES = 4 * 2 ** 30;

export function requirePastBudget(bytes: number): void {
  if (bytes === 0) return;
  if (isNumber(bytes) && bytes >= LEAST_PAST_BYTES && bytes <= MOST_PAST_BYTES) return;
  throw new RangeError(
    `setPastBudget takes ${LEAST_PAST_BYTES} to ${MOST_PAST_BYTES} bytes, or 0, not ${String(bytes)}; nothing was done.`,
  );
}

/** Scripts are not always typed: a text that looks like a number is none. */
export function isNumber(value: unknown): boolean {
  return typeof value === 'number';
}

/** What is told of a number that is out of range. */
export function rangeRefused(verb: string, from: number, to: number, unit: string): RangeError {
  return new RangeError(`${verb} takes ${from} to ${to} ${unit}; nothing was done.`);
}

/** Timers take no more than 2^31 - 1 ms, and fire at once when asked for more. */
export function timeLimitMs({ timeoutMs = DEFAULT_TIMEOUT_MS }: WaitOptions): number {
  return Math.min(timeoutMs, 2 ** 31 - 1);
}
