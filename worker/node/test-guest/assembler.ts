/** Puts instructions one after the other, with labels; jumps are relative, of one byte. */
export class Assembler {
  readonly #bytes: number[] = [];
  readonly #labels = new Map<string, number>();
  readonly #fixes: {
    at: number;
    size: 1 | 2 | 4;
    label: string;
    relative: boolean;
    base: number;
  }[] = [];
  readonly #origin: number;

  /** @param origin what the first byte's address counts as. */
  constructor(origin = 0) {
    this.#origin = origin;
  }

  get here(): number {
    return this.#origin + this.#bytes.length;
  }

  /** Opcodes and operands, spelt out. */
  code(...bytes: readonly number[]): this {
    this.#bytes.push(...bytes);
    return this;
  }

  word(value: number): this {
    return this.code(value & 0xff, (value >>> 8) & 0xff);
  }

  double(value: number): this {
    return this.word(value & 0xffff).word(value >>> 16);
  }

  label(name: string): this {
    this.#labels.set(name, this.here);
    return this;
  }

  /** An opcode whose operand is the distance to a label, 127 bytes at most. */
  short(opcode: number, label: string): this {
    this.code(opcode);
    return this.#fix(label, 1, true);
  }

  /** The address of a label, of two or four bytes. */
  address(label: string, size: 2 | 4, base = 0): this {
    return this.#fix(label, size, false, base);
  }

  /** Zeros up to an address. */
  upTo(address: number): this {
    while (this.here < address) this.code(0);
    return this;
  }

  assemble(): Uint8Array {
    const bytes = Uint8Array.from(this.#bytes);
    const view = new DataView(bytes.buffer);
    for (const { at, size, label, relative, base } of this.#fixes) {
      const target = this.#labels.get(label);
      if (target === undefined) throw new Error(`There is no label ${label}.`);
      const value = relative ? target - (this.#origin + at + size) : target + base;
      if (size === 4) view.setInt32(at, value, true);
      else if (size === 2) view.setInt16(at, value, true);
      else if (value >= -128 && value <= 127) view.setInt8(at, value);
      else throw new Error(`${label} is too far away for a short jump.`);
    }
    return bytes;
  }

  #fix(label: string, size: 1 | 2 | 4, relative: boolean, base = 0): this {
    this.#fixes.push({ at: this.#bytes.length, size, label, relative, base });
    for (let byte = 0; byte < size; byte++) this.code(0);
    return this;
  }
}
