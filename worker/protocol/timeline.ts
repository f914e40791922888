import type { ConsolePicture } from './snapshots.ts';

/** What a machine did from the point before to this one. */
export interface TimelinePoint {
  /** Nanoseconds on the guest's own clock, since power-on. */
  readonly guestTimeNs: number;
  /** Since power-on. */
  readonly instructions: number;
  /** Bytes that the guest has written on its console. */
  readonly outputBytes: number;
  /** Bytes typed, or sent by a script. */
  readonly inputBytes: number;
  /** Port I/O and MMIO, as `MeasuredCounts` has them; null: it is not known, as a replay has yet to come to it. */
  readonly deviceAccesses: number | null;
  /** Null likewise. */
  readonly interrupts: number | null;
  /** Milliseconds of the host's for which the machine stood still to make the point; 0 where a replay has yet to come to it. */
  readonly costMs: number;
}

/** An instant with a name: one that somebody named, or at which a snapshot was taken. */
export interface TimelineMark {
  readonly kind: 'bookmark' | 'snapshot';
  readonly name: string;
  readonly guestTimeNs: number;
}

/** The console as it was at an instant, as plain text. */
export interface ConsoleFrame {
  readonly guestTimeNs: number;
  readonly picture: ConsolePicture;
}

/**
 * Where a step ends: at the next place where the machine can stand, a basic block further at the least; where the timer chip
 * has ticked; where the guest has had to do with a device (port I/O or MMIO); where it has taken an interrupt; where a line of
 * output has ended.
 */
export type StepTarget = 'slice' | 'tick' | 'device' | 'interrupt' | 'line';

/** What a step came to. */
export interface Step {
  /** It came to what was asked for. */
  readonly reached: boolean;
  /** What it executed. */
  readonly instructions: number;
  readonly guestTimeNs: number;
}

/** What a machine can go back to. */
export interface Timeline {
  /** The guest times that can be gone to, in nanoseconds since power-on: the earliest, and the present. */
  readonly fromNs: number;
  readonly toNs: number;
  /** Where the machine stands. */
  readonly atNs: number;
  /** It stands, or runs, in the past; in the present it is recorded. */
  readonly inPast: boolean;
  /** Oldest first, those that can be gone to. */
  readonly marks: readonly TimelineMark[];
  /** It is a replay: what it can go to is what was recorded, and `toNs` its end, no present. */
  readonly replay: boolean;
  /** Guest times just before lines were entered at the shell's prompt, oldest first. */
  readonly commands: readonly number[];
  /**
   * Oldest first; the machine runs again from the nearest one before an instant. Of a replay, those too that it has yet to come
   * to.
   */
  readonly points: readonly TimelinePoint[];
  /** What the past takes of the tab's memory, and may take. */
  readonly bytes: number;
  readonly budgetBytes: number;
  /** Of `bytes`, all that came to the machine from outside: what is not derived. */
  readonly logBytes: number;
  /** Why it reaches no further back, as a sentence; null: it reaches to where the machine began. */
  readonly limit: string | null;
}

/** How a machine lives on from an instant of its past. */
export interface TakeOverOptions {
  /** What came after is thrown away; it is kept as a snapshot unless told. */
  readonly discard?: boolean;
}
