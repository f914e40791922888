import type { Settings } from '../engine/frozen-engine.ts';
import type { Digests } from './digests.ts';

/** From one place at which what a replay has become is compared to the next. */
export interface Stretch {
  /** As a `LogWriter` has it. */
  readonly log: Uint8Array;
  /** All that the guest writes on its console in it. */
  readonly output: Uint8Array;
  /** Of the log, what was typed, or sent by a script. */
  readonly inputBytes: number;
  /** Guest time at its end. */
  readonly endNs: number;
  /** Executed since power-on, at its end. */
  readonly instructions: number;
  readonly digests: Digests;
}

/** What a machine did from an instant on: all that came to it, and what proves that it does the same again. */
export interface Replay {
  readonly settings: Settings;
  readonly stretches: readonly Stretch[];
}

/** What a replay may have, at most. */
export const MOST = {
  stretches: 100_000,
  /** Bytes of all logs. Half an hour of a busy machine has some hundred thousand. */
  logBytes: 48 * 2 ** 20,
  /** Bytes of all output. */
  outputBytes: 48 * 2 ** 20,
} as const;
