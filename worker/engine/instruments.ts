import type { NextWindow } from '../meter/sampler.ts';
import { CELLS, COUNT_NAMES, cellOf, FIRST_CELL, TRACED } from './counting-cells.ts';
import { CPU_STATE } from './v86-parts.ts';

const WORD = 4;
const USER = cellOf('user') / WORD;

/** The words of the instrumented wasm's memory: what it counts, and what the engine tells it. */
export class Instruments {
  readonly #memory: WebAssembly.Memory;
  readonly #sliceInstructions: number;
  #words: Uint32Array<ArrayBuffer>;
  #cutAt = 0;

  constructor(memory: WebAssembly.Memory, sliceInstructions: number) {
    this.#memory = memory;
    this.#sliceInstructions = sliceInstructions;
    this.#words = new Uint32Array(memory.buffer);
    this.setSlice();
  }

  /** All counts as they stand, each modulo 2^32; what ring 3 has executed is settled. A view that is good until the next slice. */
  counts(): Uint32Array {
    this.#settleRing();
    return this.#view().subarray(FIRST_CELL / WORD, FIRST_CELL / WORD + COUNT_NAMES.length);
  }

  /** The CPU's ring, 0 to 3. */
  get ring(): number {
    return (this.#view()[CPU_STATE.cpl / WORD] ?? 0) & 3;
  }

  /** Of the code segment. */
  get bits(): 16 | 32 {
    return ((this.#view()[CPU_STATE.is32 / WORD] ?? 0) & 1) === 1 ? 32 : 16;
  }

  /** The next slice is as long as the machine's. */
  setSlice(): void {
    this.#put(CELLS.sliceLength, this.#sliceInstructions);
  }

  /** After so many more instructions, so many and then `TRACED` more are interpreted; the last of these are kept. */
  armWindow({ afterInstructions, leadInstructions }: NextWindow): void {
    this.#put(CELLS.traced, 0);
    this.#put(CELLS.windowFrom, this.#counter + afterInstructions);
    this.#put(CELLS.windowLead, leadInstructions);
    this.#put(CELLS.windowLength, leadInstructions + TRACED);
  }

  /** No window begins. */
  disarmWindow(): void {
    this.#put(CELLS.windowLength, 0);
  }

  /** The window that was armed is over. */
  get windowOver(): boolean {
    const words = this.#view();
    return (words[CELLS.traced / WORD] ?? 0) >= (words[CELLS.windowLength / WORD] ?? 0);
  }

  /** The slice ends with the block or the compiled module that runs. Legal within a slice. */
  endSliceSoon(): void {
    this.#put(CELLS.sliceLength, 0);
    this.#cutAt = this.#counter;
  }

  /** Instructions that ran after `endSliceSoon` was last called, at most. Legal when that slice has ended. */
  get sinceCut(): number {
    return (this.#counter - this.#cutAt) >>> 0;
  }

  /** The kept instructions of the window that is over, as `CELLS.trace` has them. Good until the next slice. */
  get traced(): Uint32Array {
    return this.#view().subarray(CELLS.trace / WORD, CELLS.trace / WORD + TRACED);
  }

  /** The CPU's state was replaced: what ran before is no ring's any more. */
  restart(): void {
    this.#beginRing();
    this.setSlice();
    this.disarmWindow();
  }

  #settleRing(): void {
    const words = this.#view();
    if (words[CELLS.ring / WORD] === 3) {
      const since = words[CELLS.ringSince / WORD] ?? 0;
      words[USER] = (words[USER] ?? 0) + (this.#counter - since);
    }
    this.#put(CELLS.ringSince, this.#counter);
  }

  #beginRing(): void {
    this.#put(CELLS.ring, this.ring);
    this.#put(CELLS.ringSince, this.#counter);
  }

  /** v86's own; within a slice it lacks what the block or compiled module that runs has executed. */
  get #counter(): number {
    return this.#view()[CPU_STATE.instructionCounter / WORD] ?? 0;
  }

  #put(offset: number, value: number): void {
    this.#view()[offset / WORD] = value;
  }

  #view(): Uint32Array<ArrayBuffer> {
    // The wasm memory has grown: the old view is detached.
    if (this.#words.length === 0) this.#words = new Uint32Array(this.#memory.buffer);
    return this.#words;
  }
}
