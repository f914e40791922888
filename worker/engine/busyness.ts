const WINDOW_NS = 20e6;

/** So many instructions in a window are work; an idle Linux executes some 3,000 each time its timer wakes it. */
const WORK_INSTRUCTIONS = 40_000;

/** Where a `Busyness` stands. */
export interface BusynessState {
  readonly windowStartNs: number;
  readonly windowInstructions: number;
  readonly busy: boolean;
}

/** Whether a guest works or idles, by what it executes in its own time: a function of its run, the host's speed aside. */
export class Busyness {
  #windowStartNs = 0;
  #windowInstructions = 0;
  #busy = true;

  get busy(): boolean {
    return this.#busy;
  }

  get state(): BusynessState {
    return {
      windowStartNs: this.#windowStartNs,
      windowInstructions: this.#windowInstructions,
      busy: this.#busy,
    };
  }

  restore({ windowStartNs, windowInstructions, busy }: BusynessState): void {
    this.#windowStartNs = windowStartNs;
    this.#windowInstructions = windowInstructions;
    this.#busy = busy;
  }

  /** A slice has executed so many instructions, and ended at guest time `nowNs`. */
  observe(instructions: number, nowNs: number): void {
    this.#windowInstructions += instructions;
    const works = this.#windowInstructions >= WORK_INSTRUCTIONS;
    if (!works && nowNs - this.#windowStartNs < WINDOW_NS) return;
    this.#busy = works;
    this.#windowStartNs = nowNs;
    this.#windowInstructions = 0;
  }
}
