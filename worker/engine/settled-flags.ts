/** EFLAGS that arithmetic sets. */
const CARRY = 1;
const PARITY = 1 << 2;
const ADJUST = 1 << 4;
const ZERO = 1 << 6;
const SIGN = 1 << 7;
const OVERFLOW = 1 << 11;

/** The last operation, of which v86 has yet to derive the flags in `changed` (`cpu/misc_instr.rs`). */
export interface LazyFlags {
  readonly flags: number;
  /** Flags to be derived, with the top bit set after a subtraction. */
  readonly changed: number;
  readonly op1: number;
  /** Operand width in bits, less one. */
  readonly opSize: number;
  readonly result: number;
}

/** The flags as the guest would read them now: `getcf`, `getpf`, `getaf`, `getzf`, `getsf` and `getof` of v86. */
export function settledFlags({ flags, changed, op1, opSize, result }: LazyFlags): number {
  const subtracted = changed >> 31;
  const op2 = subtracted ? op1 - result : result - op1;
  const carry = (result ^ subtracted) >>> 0 < (op1 ^ subtracted) >>> 0 ? CARRY : 0;
  const parity = ((0x9669 << 2) >> ((result ^ (result >> 4)) & 15)) & PARITY;
  const adjust = (op1 ^ op2 ^ result) & ADJUST;
  const zero = ((~result & (result - 1)) >> opSize) & 1 ? ZERO : 0;
  const sign = (result >> opSize) & 1 ? SIGN : 0;
  const carriedIn = result - op1 + subtracted;
  const overflow = (((op1 ^ result) & (carriedIn ^ result)) >> opSize) & 1 ? OVERFLOW : 0;
  const all = carry | parity | adjust | zero | sign | overflow;
  const mask = changed & (CARRY | PARITY | ADJUST | ZERO | SIGN | OVERFLOW);
  return (flags & ~mask) | (all & mask);
}
