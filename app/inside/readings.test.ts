import { expect, test } from 'vitest';
import type { Counters } from '#protocol/counters';
import { NO_READINGS, withReading } from './readings.ts';
import { sampleCounters, sampleMeasured } from './sample-counters.ts';

const executed = (instructions: number, epoch = 1): Counters =>
  sampleCounters({ epoch, measured: sampleMeasured({ instructions }) });

const times = (readings: ReturnType<typeof withReading>): readonly number[] =>
  readings.readings.map(({ takenAtMs }) => takenAtMs);

test('the last minute is kept', () => {
  let kept = NO_READINGS;
  for (const second of [0, 20, 40, 60, 61]) {
    kept = withReading(kept, executed(second), second * 1000);
  }
  expect(times(kept)).toEqual([20_000, 40_000, 60_000, 61_000]);
});

test('a machine that started anew has no past', () => {
  const before = withReading(NO_READINGS, executed(1000), 0);
  expect(times(withReading(before, executed(10, 2), 500))).toEqual([500]);
  expect(times(withReading(before, executed(2000, 2), 500))).toEqual([500]);
  expect(times(withReading(before, executed(1000), 500))).toEqual([0, 500]);
});
