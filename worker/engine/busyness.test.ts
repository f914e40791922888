import { expect, test } from 'vitest';
import { Busyness } from './busyness.ts';

const MS = 1e6;

test('a guest that only answers its timer idles after a window, and works again with the first full slice', () => {
  const busyness = new Busyness();
  for (let wake = 1; wake <= 10; wake++) busyness.observe(3000, wake * 55 * MS);
  expect(busyness.busy).toBe(false);
  busyness.observe(100_003, 551 * MS);
  expect(busyness.busy).toBe(true);
});

test('short bursts of work that wait for a device in between are work', () => {
  const busyness = new Busyness();
  for (let burst = 1; burst <= 100; burst++) {
    busyness.observe(5000, burst * MS);
    if (burst > 20) expect(busyness.busy).toBe(true);
  }
});
