import type { JitMode, WaitOptions } from '#protocol/machine';

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

/** Timers take no more than 2^31 - 1 ms, and fire at once when asked for more. */
export function timeLimitMs({ timeoutMs = DEFAULT_TIMEOUT_MS }: WaitOptions): number {
  return Math.min(timeoutMs, 2 ** 31 - 1);
}
