import { expect, test } from 'vitest';
import { guestTimeText, mipsText, rateText, readPulse } from './pulse.ts';

const START = { instructions: 1_000_000, guestTimeNs: 1e9, wallTimeMs: 1000 };

test('speed is instructions over host time', () => {
  const later = { instructions: 26_000_000, guestTimeNs: 1.5e9, wallTimeMs: 1500 };
  expect(readPulse(START, later)).toEqual({ guestTimeNs: 1.5e9, mips: 50, rate: 1 });
});

test('a paused machine runs at no speed', () => {
  expect(readPulse(START, START)).toMatchObject({ mips: 0, rate: 0 });
});

test('no speed is claimed without a reading before, or across a reset', () => {
  expect(readPulse(null, START).mips).toBeNull();
  expect(readPulse(START, { instructions: 5, guestTimeNs: 1, wallTimeMs: 1 }).mips).toBeNull();
});

test('a rate is guest time in host time', () => {
  const later = { instructions: 1_000_000, guestTimeNs: 1.1e9, wallTimeMs: 2000 };
  expect(readPulse(START, later).rate).toBeCloseTo(0.1);
  const earlier = { instructions: 1_000_000, guestTimeNs: 0.5e9, wallTimeMs: 2000 };
  expect(readPulse(START, earlier).rate).toBeNull();
  expect(rateText(0.99812)).toBe('0.998×');
  expect(rateText(213.7)).toBe('214×');
  expect(rateText(null)).toBe('–');
});

test('guest time reads as a clock', () => {
  expect(guestTimeText(0)).toBe('0:00');
  expect(guestTimeText(7.9e9)).toBe('0:07');
  expect(guestTimeText(754e9)).toBe('12:34');
  expect(guestTimeText(3723e9)).toBe('1:02:03');
});

test('speed has one decimal where it matters', () => {
  expect(mipsText(null)).toBe('–');
  expect(mipsText(0.04)).toBe('0.0');
  expect(mipsText(9.94)).toBe('9.9');
  expect(mipsText(9.96)).toBe('10');
  expect(mipsText(87.6)).toBe('88');
});
