import { expect, test } from 'vitest';
import { notchOf, RATES, rateWords } from './rates.ts';

test('each rate of the dial has its own notch', () => {
  expect(RATES.map(notchOf)).toEqual(RATES.map((_, notch) => notch));
});

test.each([
  [2, 1],
  [5, 10],
  [1000, 100],
  [0.002, 0.001],
])('a rate of %s, which only a script sets, is shown at the notch of %s', (rate, notch) => {
  expect(RATES[notchOf(rate)]).toBe(notch);
  expect(rateWords(rate)).toBe(`${rate}×`);
});
