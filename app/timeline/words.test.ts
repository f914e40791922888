import { expect, test } from 'vitest';
import { SAMPLE_TIMELINE } from './sample-timeline.ts';
import { agoText, instantText, noPastText, reachText } from './words.ts';

test.each([
  [0, 'now'],
  [0.4, '0.4 s ago'],
  [12.9, '12 s ago'],
  [185, '3:05 ago'],
])('%d seconds before now are "%s"', (seconds, text) => {
  expect(agoText(seconds * 1e9)).toBe(text);
});

const timeline = { ...SAMPLE_TIMELINE, fromNs: 10e9, toNs: 50e9 };

test('of a replay it is told how far in it is, since it has no now', () => {
  const replay = { ...timeline, replay: true };
  expect(instantText(replay, 22e9)).toBe('0:12 of 0:40');
  expect(instantText(replay, 50e9)).toBe('the end');
  expect(instantText(timeline, 22e9)).toBe('28 s ago');
});

test('how far the past reaches, and why no further, is told', () => {
  expect(reachText(timeline)).toBe('It reaches 40 s back, to where the machine began.');
  const limit = 'It is full.';
  expect(reachText({ ...timeline, limit })).toBe('It reaches 40 s back. It is full.');
  expect(reachText({ ...timeline, limit, points: [] })).toBe('It is full.');
  expect(noPastText({ ...timeline, limit, points: [] })).toBe('It is full.');
  expect(noPastText({ ...timeline, limit })).toBeNull();
});
