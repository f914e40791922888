/** Where a machine's time comes from: the anchor of each slice, and what to do with idle time. */
export interface TimeSource {
  /** The machine runs on from guest time `guestNs`. */
  start(guestNs: number): void;
  /** Guest time, in nanoseconds, at which the next slice begins. `instructions` is the machine's total. */
  anchorNs(instructions: number): number;
  /** Guest time, in nanoseconds, now, while no slice runs. */
  nowNs(instructions: number): number;
  /** The guest, whose clock shows `guestNs`, has nothing to do for `guestMs`: the milliseconds the host shall wait. */
  idleMs(guestMs: number, guestNs: number): number;
  /** A slice of so many instructions is over: the milliseconds that the host shall let pass before the next; none unless told. */
  restMs?(executed: number): number;
}

/**
 * Guest time is a function of what the guest has executed: so many nanoseconds an instruction, and idle time passes at
 * once. Two machines with the same inputs then see the same time, whatever the host does.
 */
export class ScriptedTime implements TimeSource {
  readonly #nsPerInstruction: number;
  #skippedNs: number;

  constructor({ nsPerInstruction = 25, skippedNs = 0 } = {}) {
    this.#nsPerInstruction = nsPerInstruction;
    this.#skippedNs = skippedNs;
  }

  /** The idle time that has passed, in nanoseconds: with the instructions executed, all that this clock is. */
  get skippedNs(): number {
    return this.#skippedNs;
  }

  start(): void {}

  anchorNs(instructions: number): number {
    return this.nowNs(instructions);
  }

  nowNs(instructions: number): number {
    return instructions * this.#nsPerInstruction + this.#skippedNs;
  }

  idleMs(guestMs: number): number {
    this.#skippedNs += Math.ceil(guestMs * 1e6);
    return 0;
  }
}
