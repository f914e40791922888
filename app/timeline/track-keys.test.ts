import { expect, test } from 'vitest';
import type { TimelineMark } from '#protocol/timeline';
import { keyTarget } from './track-keys.ts';

const mark = (seconds: number): TimelineMark => ({
  kind: 'bookmark',
  name: `at ${seconds}`,
  guestTimeNs: seconds * 1e9,
});
const timeline = { fromNs: 10e9, toNs: 60e9, marks: [mark(20), mark(40)] };

test.each([
  ['ArrowLeft', 29e9],
  ['ArrowRight', 31e9],
  ['PageDown', 20e9],
  ['PageUp', 40e9],
  ['Home', 10e9],
  ['End', 60e9],
  ['x', null],
])('%s leads where it says', (key, ns) => {
  expect(keyTarget({ key, ctrlKey: false }, 30e9, timeline)).toBe(ns);
});

test.each([
  ['ArrowLeft', 30e9, 20e9],
  ['ArrowLeft', 20e9, 10e9],
  ['ArrowRight', 30e9, 40e9],
  ['ArrowRight', 40e9, 60e9],
])('with Ctrl, %s leads from %d to the next mark, or the end: %d', (key, atNs, ns) => {
  expect(keyTarget({ key, ctrlKey: true }, atNs, timeline)).toBe(ns);
});
