import { hostNowMs } from '../engine/host-globals.ts';

/** Where a machine's time comes from: the anchor of each slice, and what to do with idle time. */
export interface TimeSource {
  /** The machine runs on from guest time `guestNs`. */
  start(guestNs: number): void;
  /** Guest time, in nanoseconds, at which the next slice begins. `instructions` is the machine's total. */
  anchorNs(instructions: number): number;
  /** The guest, whose clock shows `guestNs`, has nothing to do for `guestMs`: the milliseconds the host shall wait. */
  idleMs(guestMs: number, guestNs: number): number;
}

/** Guest time follows the host's clock while the machine runs. */
export class WallTime implements TimeSource {
  #startNs = 0;
  #startHostMs = 0;

  start(guestNs: number): void {
    this.#startNs = guestNs;
    this.#startHostMs = hostNowMs();
  }

  anchorNs(): number {
    return this.#startNs + (hostNowMs() - this.#startHostMs) * 1e6;
  }

  idleMs(guestMs: number, guestNs: number): number {
    return guestMs + (guestNs - this.anchorNs()) / 1e6;
  }
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
    return instructions * this.#nsPerInstruction + this.#skippedNs;
  }

  idleMs(guestMs: number): number {
    this.#skippedNs += Math.ceil(guestMs * 1e6);
    return 0;
  }
}
