import { expect, test } from 'vitest';
import { SeededRandom } from './seeded-random.ts';
import { settledFlags } from './settled-flags.ts';

/** Carry, parity, adjust, zero, sign and overflow. */
const ALL = 0x8d5;
const AFTER_SUBTRACTION = 0x80000000 | 0;

/** The flags of a sum or a difference, by the processor manual's definitions. */
function flagsOf(a: number, b: number, bits: number, subtract: boolean): number {
  const size = 2n ** BigInt(bits);
  const [left, right] = [BigInt.asUintN(bits, BigInt(a)), BigInt.asUintN(bits, BigInt(b))];
  const exact = subtract ? left - right : left + right;
  const result = BigInt.asUintN(bits, exact);
  const signed = (value: bigint) => BigInt.asIntN(bits, value);
  const signedExact = subtract ? signed(left) - signed(right) : signed(left) + signed(right);
  const nibbles = subtract ? (left & 15n) - (right & 15n) : (left & 15n) + (right & 15n);
  const ones = (result & 255n).toString(2).replaceAll('0', '').length;
  return (
    (exact < 0n || exact >= size ? 1 : 0) |
    (ones % 2 === 0 ? 1 << 2 : 0) |
    (nibbles < 0n || nibbles > 15n ? 1 << 4 : 0) |
    (result === 0n ? 1 << 6 : 0) |
    (signed(result) < 0n ? 1 << 7 : 0) |
    (signedExact !== signed(result) ? 1 << 11 : 0)
  );
}

test.each([8, 16, 32])('settles what additions and subtractions of %i bits leave', (bits) => {
  const random = new SeededRandom(bits);
  const mask = bits === 32 ? -1 : (1 << bits) - 1;
  const edges = [0, 1, -1, 2 ** (bits - 1), 2 ** (bits - 1) - 1, 15, 16].map((edge) => edge & mask);
  const values = [...edges, ...Array.from({ length: 40 }, () => random.int32() & mask)];
  for (const op1 of values) {
    for (const op2 of values) {
      for (const subtract of [false, true]) {
        const settled = settledFlags({
          flags: 0x202,
          changed: ALL | (subtract ? AFTER_SUBTRACTION : 0),
          op1,
          opSize: bits - 1,
          result: (subtract ? op1 - op2 : op1 + op2) & mask,
        });
        expect(settled, `${op1} ${subtract ? '-' : '+'} ${op2}`).toBe(
          flagsOf(op1, op2, bits, subtract) | 0x202,
        );
      }
    }
  }
});

test('leaves flags that are settled as they are', () => {
  const lazy = { flags: 0x8d7, changed: 0, op1: 1, opSize: 31, result: 2 };
  expect(settledFlags(lazy)).toBe(0x8d7);
  expect(settledFlags({ ...lazy, changed: 1 << 6 })).toBe(0x897);
});
