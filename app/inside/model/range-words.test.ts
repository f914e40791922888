import { expect, test } from 'vitest';
import { hostTimeText, quantityText, rangeText } from './range-words.ts';

test('times have the unit that fits, and at most two ends', () => {
  expect(rangeText({ low: 3.24, high: 12 }, hostTimeText)).toBe('3.2 to 12 ms');
  expect(rangeText({ low: 0.02, high: 12 }, hostTimeText)).toBe('20 µs to 12 ms');
  expect(rangeText({ low: 0, high: 1500 }, hostTimeText)).toBe('0 to 1.5 s');
  expect(rangeText({ low: 0, high: 0 }, hostTimeText)).toBe('0');
  expect(hostTimeText(1e-5)).toBe('under 1 µs');
  expect(hostTimeText(600_000)).toBe('10 min');
});

test('quantities are as exact as a model is', () => {
  expect(rangeText({ low: 1234, high: 1234 }, quantityText)).toBe('1,230');
  expect(rangeText({ low: 1.21e6, high: 3.449e6 }, quantityText)).toBe('1.2 to 3.4 million');
  expect(rangeText({ low: 1600, high: 400_123 }, quantityText)).toBe('1,600 to 400,000');
  expect(quantityText(999_900)).toBe('1 million');
});

test('the unit of the high end is not read as that of the low one', () => {
  expect(rangeText({ low: 900, high: 4.2e9 }, quantityText)).toBe('900 up to 4.2 billion');
  expect(rangeText({ low: 0, high: 4.2e9 }, quantityText)).toBe('0 to 4.2 billion');
});
