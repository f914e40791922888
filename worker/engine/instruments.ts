import type { NextWindow, TracedInstruction } from '../meter/sampler.ts';
import {
  CELLS,
  COUNT_NAMES,
  cellOf,
  FIRST_CELL,
  FIRST_COUNTS,
  LATER_CELL,
  LATER_COUNTS,
  RING_SHIFT,
  TRACED,
} from './counting-cells.ts';
import type { MemoryWords } from './memory-words.ts';
import { CPU_STATE } from './v86-parts.ts';

const USER = cellOf('user');

/** The words of the instrumented wasm's memory: what it counts, and what the engine tells it. */
export class Instruments {
  readonly #words: MemoryWords;
  readonly #counts = new Uint32Array(COUNT_NAMES.length);
  #sliceInstructions: number;
  #cutAt = 0;

  constructor(words: MemoryWords, sliceInstructions: number) {
    this.#words = words;
    this.#sliceInstructions = sliceInstructions;
    this.setSlice();
  }

  /** All counts as they stand, each modulo 2^32; what ring 3 has executed is settled. Good until it is called again. */
  counts(): Uint32Array {
    this.#settleRing();
    this.#counts.set(this.#words.slice(FIRST_CELL, FIRST_COUNTS));
    this.#counts.set(this.#words.slice(LATER_CELL, LATER_COUNTS), FIRST_COUNTS);
    return this.#counts;
  }

  /** The CPU's ring, 0 to 3. */
  get ring(): number {
    return this.#words.at(CPU_STATE.cpl) & 3;
  }

  /** Of the code segment at this moment. */
  get bits(): 16 | 32 {
    return (this.#words.at(CPU_STATE.is32) & 1) === 1 ? 32 : 16;
  }

  get sliceInstructions(): number {
    return this.#sliceInstructions;
  }

  /** Slices from now on are at least as long; with an even number, those too that begin halted. */
  set sliceInstructions(instructions: number) {
    this.#sliceInstructions = instructions;
  }

  /** The next slice is as long as the machine's. */
  setSlice(): void {
    this.#words.put(CELLS.sliceLength, this.#sliceInstructions);
  }

  /** After so many more instructions, so many and then `TRACED` more are interpreted; the last of these are kept. */
  armWindow({ afterInstructions, leadInstructions }: NextWindow): void {
    this.#words.put(CELLS.traced, 0);
    this.#words.put(CELLS.windowFrom, this.#counter + afterInstructions);
    this.#words.put(CELLS.windowLead, leadInstructions);
    this.#words.put(CELLS.windowLength, leadInstructions + TRACED);
  }

  /** No window begins. */
  disarmWindow(): void {
    this.#words.put(CELLS.windowLength, 0);
  }

  /** The window that was armed is over. */
  get windowOver(): boolean {
    return this.#words.at(CELLS.traced) >= this.#words.at(CELLS.windowLength);
  }

  /** The slice ends with the block or the compiled module that runs. Legal within a slice. */
  endSliceSoon(): void {
    this.#words.put(CELLS.sliceLength, 0);
    this.#cutAt = this.#counter;
  }

  /** Instructions that ran after `endSliceSoon` was last called, at most. Legal when that slice has ended. */
  get sinceCut(): number {
    return (this.#counter - this.#cutAt) >>> 0;
  }

  /** The kept instructions of the window that is over. */
  get traced(): TracedInstruction[] {
    const instructions: TracedInstruction[] = [];
    for (const word of this.#words.slice(CELLS.trace, TRACED)) {
      instructions.push({ address: word & (2 ** RING_SHIFT - 1), ring: word >>> RING_SHIFT });
    }
    return instructions;
  }

  /** The CPU's state was replaced: what ran before is no ring's any more. */
  restart(): void {
    this.#beginRing();
    this.setSlice();
    this.disarmWindow();
  }

  #settleRing(): void {
    if (this.#words.at(CELLS.ring) === 3) {
      const since = this.#counter - this.#words.at(CELLS.ringSince);
      this.#words.put(USER, this.#words.at(USER) + since);
    }
    this.#words.put(CELLS.ringSince, this.#counter);
  }

  #beginRing(): void {
    this.#words.put(CELLS.ring, this.ring);
    this.#words.put(CELLS.ringSince, this.#counter);
  }

  get #counter(): number {
    return this.#words.at(CPU_STATE.instructionCounter);
  }
}
