/**
 * Random numbers that a seed decides: sfc32 (Chris Doty-Humphrey's small fast counting generator, PractRand), whose
 * state is four 32-bit words.
 */
export class SeededRandom {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  constructor(seed: number) {
    this.#a = 0;
    this.#b = seed | 0;
    this.#c = ~seed | 0;
    for (let round = 0; round < 15; round++) this.int32();
  }

  /** Four words that decide all numbers to come. */
  get state(): readonly [number, number, number, number] {
    return [this.#a, this.#b, this.#c, this.#counter];
  }

  /** Goes on as the one whose `state` it is would have. */
  restore(state: readonly [number, number, number, number]): void {
    [this.#a, this.#b, this.#c, this.#counter] = state;
  }

  /** The next 32 bits, as a signed integer. */
  int32(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum;
    this.#c |= 0;
    return sum;
  }

  /** The next number in [0, 1), with 32 random bits. */
  fraction(): number {
    return (this.int32() >>> 0) / 2 ** 32;
  }
}
