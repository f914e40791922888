import { expect, test } from 'vitest';
import type { Cost, Counters } from '#protocol/counters';
import type { Reading } from '../rates.ts';
import { sampleCounters, sampleMeasured } from '../sample-counters.ts';
import { hereIn, spansOf } from './spans.ts';

const LAST_COMMAND: Cost = {
  kind: 'measured',
  label: 'ls',
  wallTimeMs: 250,
  guestTimeNs: 25e7,
  errorInstructions: 0,
  measured: sampleMeasured({ instructions: 77 }),
};

const at = (seconds: number, lastCommand: Cost | null = null): Counters =>
  sampleCounters({
    wallTimeMs: seconds * 1000,
    measured: sampleMeasured({ instructions: 100 + seconds }),
    lastCommand,
  });

const READINGS: readonly Reading[] = [0, 20, 52, 54, 60].map((seconds) => ({
  takenAtMs: seconds * 1000,
  counters: at(seconds, LAST_COMMAND),
}));

const counted = (...of: Parameters<typeof spansOf>): number | undefined =>
  spansOf(...of)?.counted.measured.instructions;

test('each span counts from its beginning, and rates are of the last five seconds', () => {
  expect(counted('minute', READINGS, null)).toBe(60);
  expect(counted('here', READINGS, at(50))).toBe(10);
  expect(counted('all', READINGS, null)).toBe(160);
  expect(spansOf('minute', READINGS, null)?.recent.wallTimeMs).toBe(6000);
  expect(spansOf('minute', READINGS, null)?.recent.measured.instructions).toBe(6);
});

test('nothing is counted from where the counts of now do not come from', () => {
  const here = { counters: at(50), life: 1 };
  expect(hereIn(READINGS, here, 1)).toBe(here.counters);
  expect(hereIn(READINGS, null, 1)).toBeNull();
  expect(hereIn([], here, 1)).toBeNull();
  expect(hereIn(READINGS, here, 2)).toBeNull();
  // Set to zero, and gone far past where it was.
  const anew = { takenAtMs: 90_000, counters: { ...at(1000), epoch: 2 } };
  expect(hereIn([...READINGS, anew], here, 1)).toBeNull();
});

test('a command is counted against its own time', () => {
  const spans = spansOf('command', READINGS, null);
  expect(spans?.counted.measured.instructions).toBe(77);
  expect(spans?.recent.wallTimeMs).toBe(250);
  expect(spansOf('command', [{ takenAtMs: 0, counters: at(0) }], null)).toBeNull();
});

test('with one reading nothing has happened yet; with none there is no span', () => {
  const one = READINGS.slice(0, 1);
  expect(counted('minute', one, null)).toBe(0);
  expect(counted('all', one, null)).toBe(100);
  expect(spansOf('minute', [], null)).toBeNull();
});
