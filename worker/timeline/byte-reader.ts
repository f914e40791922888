import { Wrong } from '../snapshots/shapes.ts';

/** Reads what a `ByteWriter` has written. Throws `Wrong` where it has not. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** How many bytes have been read. */
  get at(): number {
    return this.#at;
  }

  get done(): boolean {
    return this.#at === this.#bytes.length;
  }

  number(): number {
    let value = 0;
    for (let unit = 1; ; unit *= 0x80) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) throw new Wrong('it ends within a number');
      value += (byte & 0x7f) * unit;
      if (value > Number.MAX_SAFE_INTEGER) throw new Wrong('a number in it is too large');
      if (byte < 0x80) return value;
    }
  }

  counted(): Uint8Array<ArrayBuffer> {
    const count = this.number();
    if (count > this.#bytes.length - this.#at) throw new Wrong('it ends within bytes');
    this.#at += count;
    return this.#bytes.slice(this.#at - count, this.#at);
  }
}
