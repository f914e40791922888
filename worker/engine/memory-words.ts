const WORD = 4;

/** The emulator's memory as words, also after it has grown. */
export class MemoryWords {
  readonly #memory: WebAssembly.Memory;
  #words: Uint32Array<ArrayBuffer>;

  constructor(memory: WebAssembly.Memory) {
    this.#memory = memory;
    this.#words = new Uint32Array(memory.buffer);
  }

  /** The word at a byte offset that is a multiple of 4. */
  at(offset: number): number {
    return this.#view()[offset / WORD] ?? 0;
  }

  put(offset: number, value: number): void {
    this.#view()[offset / WORD] = value;
  }

  /** So many words from a byte offset on: good until the memory grows. */
  slice(offset: number, count: number): Uint32Array<ArrayBuffer> {
    return this.#view().subarray(offset / WORD, offset / WORD + count);
  }

  #view(): Uint32Array<ArrayBuffer> {
    // The wasm memory has grown: the old view is detached.
    if (this.#words.length === 0) this.#words = new Uint32Array(this.#memory.buffer);
    return this.#words;
  }
}
