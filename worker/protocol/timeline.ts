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
  /** Guest times just before lines were entered at the shell's prompt, oldest first. */
  readonly commands: readonly number[];
  /** Oldest first; the machine runs again from the nearest one before an instant. */
  readonly points: readonly TimelinePoint[];
  /** What the past takes of the tab's memory, and may take. */
  readonly bytes: number;
  readonly budgetBytes: number;
  /** Why it reaches no further back, as a sentence; null: it reaches to where the machine began. */
  readonly limit: string | null;
}

/** How a machine lives on from an instant of its past. */
export interface TakeOverOptions {
  /** What came after is thrown away; it is kept as a snapshot unless told. */
  readonly discard?: boolean;
}
