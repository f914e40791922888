import { expect, test } from 'vitest';
import type { Timeline } from '#protocol/timeline';
import { agoText, instantText, reachText } from './words.ts';

test.each([
  [0, 'now'],
  [0.4, '0.4 s ago'],
  [12.9, '12 s ago'],
  [185, '3:05 ago'],
])('%d seconds before now are "%s"', (seconds, text) => {
  expect(agoText(seconds * 1e9)).toBe(text);
});

const range = { fromNs: 10e9, toNs: 50e9 };

test('of a replay it is told how far in it is, since it has no now', () => {
  // Safe: of a timeline the words read these alone.
  const replay = { ...range, replay: true, limit: null } as Timeline;
  expect(instantText(replay, 22e9)).toBe('0:12 of 0:40');
  expect(instantText(replay, 50e9)).toBe('the end');
  expect(instantText({ ...replay, replay: false }, 22e9)).toBe('28 s ago');
});

test('why the past reaches no further is told', () => {
  // Safe: as above.
  const timeline = { ...range, replay: false, limit: null } as Timeline;
  expect(reachText(timeline)).toBe('It reaches 40 s back, to where the machine began.');
  expect(reachText({ ...timeline, limit: 'It is full.' })).toBe(
    'It reaches 40 s back. It is full.',
  );
});
