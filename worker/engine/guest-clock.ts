import { DEFAULT_SLICE_INSTRUCTIONS } from './slice-length.ts';

/** What one reading of the clock inside a slice costs the guest, in nanoseconds: a loop that waits by RDTSC must end. */
const READING_NS = 20;

/** How fast guest time passes inside a slice: below any speed v86 reaches, so that it never runs ahead of its anchors. */
const INSTRUCTION_NS = 2;

/**
 * A slice that begins with the CPU halted lasts this long, in nanoseconds: v86 goes on until a millisecond has passed
 * then. It may run ahead a little; the idle time before and after pays for it.
 */
const WAKING_SLICE_NS = 1e6;

/**
 * The time a guest sees, in whole nanoseconds since power-on, strictly monotonic.
 *
 * It is anchored once a slice, from outside; inside a slice it advances with the instructions executed and with each
 * reading, so the anchors are all that a recording of it needs. Between slices it stands still, however often it is
 * read.
 */
export class GuestClock {
  #epochMs: number;
  readonly #wakingInstructionNs: number;
  #ns = 0;
  #anchorNs = 0;
  #anchorInstructions = 0;
  #instructions: (() => number) | null = null;
  #instructionNs = INSTRUCTION_NS;
  #loopEntered = true;

  constructor(epochMs: number, sliceInstructions = DEFAULT_SLICE_INSTRUCTIONS) {
    this.#wakingInstructionNs = Math.ceil(WAKING_SLICE_NS / sliceInstructions);
    this.#epochMs = epochMs;
  }

  /** Guest time in nanoseconds. */
  get ns(): number {
    return this.#ns;
  }

  /**
   * A slice begins at `anchorNs`, or at the earliest time after the last reading.
   *
   * @param instructions reads v86's counter, from which on time passes.
   * @param halted whether the CPU waits in HLT.
   */
  beginSlice(anchorNs: number, instructions: () => number, halted: boolean): void {
    this.#ns = Math.max(this.#ns + 1, Math.floor(anchorNs));
    this.#instructionNs = halted ? this.#wakingInstructionNs : INSTRUCTION_NS;
    this.#loopEntered = halted;
    this.#anchorNs = this.#ns;
    this.#anchorInstructions = instructions();
    this.#instructions = instructions;
  }

  /** Puts the clock where another stood. Legal between slices. */
  restore(ns: number): void {
    this.#ns = ns;
  }

  /** What `Date.now` shows at power-on, in milliseconds since 1970. */
  get epochMs(): number {
    return this.#epochMs;
  }

  /** Makes `Date.now` show what it would, had it shown `epochMs` at power-on. Legal between slices. */
  rebase(epochMs: number): void {
    this.#epochMs = epochMs;
  }

  /** The slice is over: time stands still until the next one begins. */
  endSlice(): void {
    this.#instructions = null;
  }

  /** Reads the clock as the guest's hardware does, in milliseconds. */
  readMs(): number {
    if (this.#instructions !== null) {
      // v86's counter is 32 bits wide, and wraps.
      const executed = (this.#instructions() - this.#anchorInstructions) >>> 0;
      this.#ns = Math.max(this.#ns + READING_NS, this.#anchorNs + executed * this.#instructionNs);
    }
    // v86 takes floor(ms * 1e6) for the TSC: half a nanosecond more keeps two readings apart.
    return (this.#ns + 0.5) / 1e6;
  }

  /**
   * Reads the clock as v86's wasm does. `main_loop` reads it first of all, and unless the CPU was halted only to return
   * once a millisecond has passed since: told that it began long ago, it returns after one slice.
   */
  readForCpuMs(): number {
    if (this.#loopEntered) return this.readMs();
    this.#loopEntered = true;
    return Number.NEGATIVE_INFINITY;
  }

  /** Reads the guest's wall clock, in milliseconds since 1970. */
  readDateMs(): number {
    return this.#epochMs + this.readMs();
  }
}
