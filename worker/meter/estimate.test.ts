import { expect, test } from 'vitest';
import { estimate, notSeen, noWindows, type Rings, withCount, withWindow } from './estimate.ts';

const LENGTH = 100;

/** What is estimated from windows of one ring each, in which something was seen so often. */
function estimated(
  userShare: number,
  { user = [], other = [] }: Partial<Record<keyof Rings, number[]>>,
  inRing3 = true,
) {
  let windows = noWindows();
  let seen = notSeen();
  const add = (length: Rings, count: Rings) => {
    windows = withWindow(windows, length);
    if (count.user + count.other > 0) seen = withCount(seen, count, length);
  };
  for (const count of user) add({ user: LENGTH, other: 0 }, { user: count, other: 0 });
  for (const count of other) add({ user: 0, other: LENGTH }, { user: 0, other: count });
  return estimate(windows, seen, userShare, inRing3);
}

const times = (count: number, each: number) => Array.from({ length: count }, () => each);

test.each([
  [4, 5.841],
  [11, 3.169],
  [31, 2.75],
])('of %i windows the error is that of Student’s distribution, 99 %%', (count, student) => {
  const counts = Array.from({ length: count }, (_, index) => (index % 2 === 0 ? 20 : 10));
  const mean = counts.reduce((sum, one) => sum + one, 0) / count / LENGTH;
  const squares = counts.reduce((sum, one) => sum + (one / LENGTH - mean) ** 2, 0);
  const { share, error } = estimated(0, { other: counts });
  expect(share).toBeCloseTo(mean, 12);
  const standardErrors = error / Math.sqrt(squares / count / (count - 1));
  expect(standardErrors / student).toBeGreaterThan(0.97);
  expect(standardErrors / student).toBeLessThan(1.03);
});

test('a ring weighs as much as it has executed, however many windows fell into it', () => {
  const rare = estimated(0.25, { user: times(2, 40), other: times(98, 4) });
  expect(rare.share).toBeCloseTo(0.25 * 0.4 + 0.75 * 0.04, 12);
});

test('what was seen nowhere may be in 3 of the windows of each ring, or all of a ring without any', () => {
  expect(estimated(0.4, { user: times(30, 0), other: times(10, 0) })).toEqual({
    share: 0,
    error: expect.closeTo(0.4 * 0.1 + 0.6 * 0.3, 12),
  });
  const blind = estimated(0.4, { other: times(10, 0) });
  expect(blind.error).toBeCloseTo(0.4 + 0.6 * 0.3, 12);
  expect(estimated(0.4, { other: times(2, 0) }).error).toBe(1);
});

test('what was seen in one ring may be in the other one, too', () => {
  const everywhere = estimated(0.4, { user: times(30, 7), other: times(30, 7) });
  expect(everywhere.error).toBeCloseTo(0, 12);
  const inOne = estimated(0.4, { user: times(30, 0), other: times(30, 7) });
  expect(inOne.share).toBeCloseTo(0.6 * 0.07, 12);
  expect(inOne.error).toBeCloseTo(0.4 * 0.1, 12);
});

test('one window tells nothing of its ring, whatever was seen in it', () => {
  expect(estimated(0.4, { user: [7], other: times(30, 7) }).error).toBeCloseTo(0.4, 12);
});

test('a window in both rings counts for both', () => {
  const length = { user: 60, other: 40 };
  let windows = noWindows();
  let seen = notSeen();
  for (let index = 0; index < 20; index++) {
    windows = withWindow(windows, length);
    seen = withCount(seen, { user: 6, other: 2 }, length);
  }
  expect(estimate(windows, seen, 0.5)).toEqual({
    share: expect.closeTo(0.5 * 0.1 + 0.5 * 0.05, 12),
    error: expect.closeTo(0, 6),
  });
});

test('what only faults in ring 3 is not feared there', () => {
  const { error } = estimated(0.4, { user: times(30, 0), other: times(10, 0) }, false);
  expect(error).toBeCloseTo(0.6 * 0.3, 12);
});
