import type { MemoryWords } from './memory-words.ts';
import { CPU_STATE } from './v86-parts.ts';

/** Instructions executed since power-on: v86's own counter wraps at 2^32. */
export class InstructionCount {
  readonly #words: MemoryWords;
  #total = 0;
  #last = 0;

  constructor(words: MemoryWords) {
    this.#words = words;
  }

  /** Exact when `observe` was called after the last slice. */
  get total(): number {
    return this.#total;
  }

  /** v86's own; within a slice it lacks what the block or compiled module that runs has executed. */
  readonly counter = (): number => this.#words.at(CPU_STATE.instructionCounter);

  /** Adds up what the slice that has just ended has executed, and returns it. */
  observe(): number {
    const counter = this.counter();
    const executed = (counter - this.#last) >>> 0;
    this.#total += executed;
    this.#last = counter;
    return executed;
  }

  /** Goes on from another total; v86's counter stands as it does. */
  restore(total: number): void {
    this.#total = total;
    this.#last = this.counter();
  }
}
