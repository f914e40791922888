import { FailureError } from '#protocol/failure';
import type { Engine } from '../engine/engine.ts';
import type { GuestDisk } from '../engine/guest-disk.ts';
import type { KeptConsole } from './kept-console.ts';
import type { Input } from './log.ts';
import type { DrawnConsole } from './points.ts';

/** The machine whose past is kept. `Above`: all of it that is neither its PC nor its console. */
export interface Recorded<Above> {
  readonly engine: Engine;
  readonly disk: GuestDisk | null;
  /** What it did until now was recorded; from now on it does it again. */
  leavePresent(): void;
  /** What it does from now on it does for the first time. */
  enterPresent(): void;
  /** As it is now; nobody changes what is returned. */
  look(): Above;
  putBack(above: Above): void;
  /** The console as of this call. */
  lookAtConsole(): Promise<KeptConsole>;
  /** Shows a console, and then what came out. */
  showConsole(drawn: DrawnConsole): void;
  /** An input of the past: it is given to the PC again, and only to that. */
  handlePastInput(input: Input): void;
  /**
   * A slice of the past was run again: shows what it has brought forth, and sends nothing. Returns what came out; what
   * `isRight` denies is not shown.
   */
  handlePastSlice(isRight: (output: Uint8Array) => boolean): Uint8Array | null;
  /** Lets the thread do what else it has to. */
  turn(): Promise<void>;
}

/** What is told where a replay does not do what was recorded. */
export function replayDiverged(guestNs: number): FailureError {
  const seconds = (guestNs / 1e9).toFixed(3);
  return new FailureError(
    'PastDiverged',
    `The replay does not do what was recorded: it differs at ${seconds} s of the machine's time, so nothing is shown from there on. What came before is proven; play that, or live on from it.`,
  );
}

/** What is told where a machine does not do again what it did. */
export function diverged(guestNs: number): FailureError {
  const seconds = (guestNs / 1e9).toFixed(3);
  return new FailureError(
    'PastDiverged',
    `The machine did not do again what it did: it differs at ${seconds} s of its time, so nothing is shown from there on. The present is not affected; go back to it, and tell us of it.`,
  );
}
