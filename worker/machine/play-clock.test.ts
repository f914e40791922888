import { expect, test } from 'vitest';
import { PlayClock } from './play-clock.ts';

test('what plays is due at the rate of each moment, and slow rates lose nothing to rounding', () => {
  const clock = new PlayClock(1e9);
  expect(clock.dueNs(15, 1, 1e9)).toBe(1.015e9);
  expect(clock.dueNs(15, 10, 1.015e9)).toBe(1.165e9);
  let due = 0;
  for (let frame = 0; frame < 1000; frame++) due = clock.dueNs(0.5, 0.001, 1.165e9);
  expect(due).toBe(1.1655e9);
});

test('what is owed is made good, but not a night that the host slept through', () => {
  const clock = new PlayClock(0);
  expect(clock.dueNs(400, 1, 0)).toBe(0.4e9);
  expect(clock.dueNs(400, 1, 0.1e9)).toBe(0.8e9);
  expect(clock.dueNs(8 * 3_600_000, 1, 0.8e9)).toBe(10.8e9);
});

test('what is owed at one rate is not made good at another', () => {
  const clock = new PlayClock(0);
  expect(clock.dueNs(5000, 1, 0.1e9)).toBe(5e9);
  expect(clock.dueNs(10, 2, 0.2e9)).toBe(0.22e9);
});

test('as fast as it goes there is no limit, and a rate goes on from where that came to', () => {
  const clock = new PlayClock(0);
  expect(clock.dueNs(15, 'max', 0)).toBe(Number.POSITIVE_INFINITY);
  expect(clock.dueNs(15, 'max', 60e9)).toBe(Number.POSITIVE_INFINITY);
  expect(clock.dueNs(10, 2, 60e9)).toBe(60.02e9);
});
