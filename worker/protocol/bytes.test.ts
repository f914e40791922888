import { expect, test } from 'vitest';
import { isEqual, isZero } from './bytes.ts';

/** Eight bytes that lie at a multiple of 4, or just behind one. */
function bytesAt(offset: number, values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(16).subarray(offset, offset + values.length);
  bytes.set(values);
  return bytes;
}

const ONE = [1, 2, 3, 4, 5, 6, 7, 8];

test.each([
  [0, 0],
  [0, 4],
  [1, 0],
  [3, 2],
])('bytes are compared wherever they lie: at %i and %i', (from, otherFrom) => {
  const one = bytesAt(from, ONE);
  expect(isEqual(one, bytesAt(otherFrom, ONE))).toBe(true);
  for (let at = 0; at < ONE.length; at++) {
    expect(isEqual(one, bytesAt(otherFrom, ONE.with(at, 9)))).toBe(false);
  }
  expect(isEqual(one, bytesAt(otherFrom, ONE.slice(0, 4)))).toBe(false);
  expect(isEqual(one.subarray(0, 3), bytesAt(otherFrom, ONE.slice(0, 3)))).toBe(true);
});

test.each([0, 4, 1])('bytes are zero wherever they lie: at %i', (from) => {
  const none = ONE.map(() => 0);
  expect(isZero(bytesAt(from, none))).toBe(true);
  for (let at = 0; at < ONE.length; at++) {
    expect(isZero(bytesAt(from, none.with(at, 1)))).toBe(false);
  }
});
