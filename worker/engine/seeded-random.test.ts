import { expect, test } from 'vitest';
import { SeededRandom } from './seeded-random.ts';

const first = (seed: number, count = 1000) => {
  const random = new SeededRandom(seed);
  return Array.from({ length: count }, () => random.int32());
};

test('a seed decides the numbers, another seed others', () => {
  expect(first(7)).toEqual(first(7));
  expect(first(7)).not.toEqual(first(8));
});

test('numbers are 32 bits wide and use all of them', () => {
  const numbers = first(1, 10_000);
  expect(numbers.every((number) => number === (number | 0))).toBe(true);
  for (let bit = 0; bit < 32; bit++) {
    const set = numbers.filter((number) => ((number >>> bit) & 1) === 1).length;
    // Five standard deviations of 10,000 fair coins.
    expect(Math.abs(set - 5000)).toBeLessThan(250);
  }
});
