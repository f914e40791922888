import { expect, test } from 'vitest';
import { nextToForget } from './thinning.ts';

/** What stands at the place of a point that is forgotten next, in millions of instructions. */
function forgotten(millions: readonly number[], needed: readonly number[] = []): number {
  const points = millions.map((one) => ({ instructions: one * 1e6, needed: needed.includes(one) }));
  return millions[nextToForget(points)] ?? Number.NaN;
}

test('an old point is forgotten before recent ones that are nearer to one another', () => {
  expect(forgotten([0, 100, 200, 10_000, 10_010, 10_020, 10_100])).toBe(100);
});

test('of recent points, those nearest to one another are forgotten', () => {
  expect(forgotten([0, 1000, 1300, 1310, 1335, 1600, 1900])).toBe(1310);
});

test('recent points that are not near are forgotten before the first, the older the sooner', () => {
  expect(forgotten([0, 1000, 1100, 1200, 3900, 4000, 4100])).toBe(1100);
});

test('where all are far from one another for their age, the first is forgotten', () => {
  expect(forgotten([0, 1000, 2000, 2400, 2600, 2700])).toBe(0);
});

test('a point that another one needs is not forgotten', () => {
  expect(forgotten([0, 100, 200, 10_000, 10_010, 10_020, 10_100], [100])).toBe(10_010);
});
