import { expect, test } from 'vitest';
import { frameNear, knownUntil } from './film-store.ts';
import { SAMPLE_TIMELINE as timeline } from './sample-timeline.ts';
import { deedsAt, nsAt, shareOf, stretchesOf } from './scale.ts';

test('an instant and its place lead to each other, and never beyond the ends', () => {
  expect(nsAt(timeline, shareOf(timeline, 13e9))).toBe(13e9);
  expect(shareOf(timeline, 99e9)).toBe(1);
  expect(nsAt(timeline, -1)).toBe(10e9);
});

test('stretches are measured against the busiest', () => {
  expect(stretchesOf(timeline.points, timeline)).toEqual([
    { from: 0, to: 0.2, activity: 1, devices: 0.5, hasOutput: false, hasInput: true },
    { from: 0.2, to: 0.4, activity: 0.25, devices: 1, hasOutput: true, hasInput: false },
  ]);
});

test('what a replay has yet to come to has no device accesses, rather than none', () => {
  const points = timeline.points.map((point, index) =>
    index === 2 ? { ...point, deviceAccesses: null, interrupts: null } : point,
  );
  expect(stretchesOf(points, timeline).map(({ devices }) => devices)).toEqual([1, null]);
  expect(deedsAt({ ...timeline, points }, 11e9)?.deviceAccesses).toBe(40);
  expect(deedsAt({ ...timeline, points }, 13e9)?.deviceAccesses).toBeNull();
});

test('what happened around an instant is told, and nothing where that is not known', () => {
  expect(deedsAt(timeline, 13e9)).toEqual({
    seconds: 2,
    instructions: 1000,
    deviceAccesses: 80,
    outputBytes: 12,
    inputBytes: 0,
  });
  expect(deedsAt(timeline, 15e9)).toBeNull();
  expect(deedsAt(timeline, 9e9)).toBeNull();
});

test('the picture nearest to an instant is found', () => {
  const frames = [1, 4, 9].map((seconds) => ({
    guestTimeNs: seconds * 1e9,
    picture: { columns: 80, rows: 24, lines: [] },
  }));
  const near = (seconds: number) => frameNear(frames, seconds * 1e9)?.guestTimeNs;
  expect([0, 2, 3, 7, 99].map(near)).toEqual([1e9, 1e9, 4e9, 9e9, 9e9]);
  expect(frameNear([], 0)).toBeUndefined();
});

test('of a replay there are pictures as far as it was played', () => {
  const frames = [{ guestTimeNs: 5e9, picture: { columns: 80, rows: 24, lines: [] } }];
  expect(knownUntil({ replay: true, atNs: 3e9 }, frames)).toBe(5e9);
  expect(knownUntil({ replay: true, atNs: 7e9 }, frames)).toBe(7e9);
  expect(knownUntil({ replay: false, atNs: 3e9 }, frames)).toBe(Number.POSITIVE_INFINITY);
});
