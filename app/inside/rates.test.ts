import { expect, test } from 'vitest';
import type { Counters } from '#protocol/counters';
import { courseOf, type Reading, ratesBetween, readingBefore } from './rates.ts';
import { sampleCounters, sampleMeasured } from './sample-counters.ts';
import { totalEvents } from './totals.ts';

const at = (wallTimeMs: number, instructions: number, idleNs = 0): Counters =>
  sampleCounters({
    wallTimeMs,
    guestTimeNs: wallTimeMs * 1e6,
    measured: sampleMeasured({ instructions, userInstructions: instructions / 4, idleNs }),
  });

test('rates are against the time in which the machine was not paused', () => {
  expect(ratesBetween(at(1000, 0), at(1500, 4_000_000, 250e6))).toEqual({
    instructionsPerSecond: 8_000_000,
    eventsPerSecond: 0,
    accessesPerSecond: 0,
    idleShare: 0.5,
    userShare: 0.25,
  });
});

test('a machine that is paused does nothing, and its shares are of nothing', () => {
  expect(ratesBetween(at(1000, 100), at(1000, 100))).toEqual({
    instructionsPerSecond: 0,
    eventsPerSecond: 0,
    accessesPerSecond: 0,
    idleShare: null,
    userShare: null,
  });
});

test('there is no rate across a new start', () => {
  expect(ratesBetween(at(1000, 100), { ...at(2000, 500), epoch: 2 })).toBeNull();
});

test('an event is in the total once, however many counters see it', () => {
  const measured = sampleMeasured({
    events: { exception: 3, pageFault: 2, pageWalk: 50, tlbFlush: 4, interrupt: 5, hlt: 1 },
    ports: [
      {
        port: 0x3f8,
        device: 'serial port',
        reads: { bits8: 1, bits16: 2, bits32: 3 },
        writes: { bits8: 10, bits16: 0, bits32: 0 },
      },
    ],
    mmio: [{ address: 0xa0000, device: 'VGA', reads: 100, writes: 200 }],
    irqs: [{ line: 0, device: 'timer', raised: 9 }],
    timerTicks: 9,
  });
  expect(totalEvents(measured)).toBe(3 + 5 + 1 + 16 + 300);
});

const READINGS: readonly Reading[] = [0, 500, 1000, 2500].map((ms) => ({
  takenAtMs: 70_000 + ms,
  counters: at(ms, ms * 1000, ms * 1e6),
}));

test('a course has a point for each reading but the first, the last one now', () => {
  expect(courseOf(READINGS)).toEqual({
    seconds: [-2, -1.5, 0],
    mips: [1, 1, 1],
    events: [0, 0, 0],
    idle: [100, 100, 100],
  });
  expect(courseOf([]).seconds).toEqual([]);
  expect(courseOf(READINGS.slice(0, 1)).seconds).toEqual([]);
});

test('a span reaches back to a reading that is old enough, or to the oldest', () => {
  expect(readingBefore(READINGS, 1400)).toBe(READINGS[2]);
  expect(readingBefore(READINGS, 1600)).toBe(READINGS[1]);
  expect(readingBefore(READINGS, 60_000)).toBe(READINGS[0]);
  expect(readingBefore(READINGS.slice(0, 1), 1000)).toBeUndefined();
  expect(readingBefore([], 1000)).toBeUndefined();
});
