import { expect, test } from 'vitest';
import { isDue } from './drawn-readings.ts';
import type { Reading } from './rates.ts';
import { sampleCounters } from './sample-counters.ts';

const reading = (takenAtMs: number, epoch = 1): Reading => ({
  takenAtMs,
  counters: sampleCounters({ epoch }),
});

const FIRST = reading(1000);
const SOON = reading(1500);
const LATER = reading(2000);

test('of readings twice a second every other one is drawn', () => {
  expect(isDue([FIRST], [FIRST, SOON])).toBe(false);
  expect(isDue([FIRST], [FIRST, SOON, LATER])).toBe(true);
});

test('the first reading, and those of another machine or from zero on, are drawn at once', () => {
  expect(isDue([], [FIRST])).toBe(true);
  expect(isDue([FIRST], [])).toBe(true);
  expect(isDue([FIRST], [reading(1100, 2)])).toBe(true);
  expect(isDue([FIRST], [reading(1100)])).toBe(true);
});
