const WINDOW_NS = 20e6;

/** So many instructions in a window are work; an idle Linux executes some 3,000 each time its timer wakes it. */
const WORK_INSTRUCTIONS = 40_000;

/** Whether a guest works or idles, by what it executes in its own time: a function of its run, the host's speed aside. */
export class Busyness {
  #windowStartNs = 0;
  #windowInstructions = 0;
  #busy = true;

  get busy(): boolean {
    return this.#busy;
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
