import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Pace } from './pace.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Whether it rests on so long after `breathe`. */
async function restsFor(pace: Pace, ms: number): Promise<boolean> {
  let rests = true;
  void pace.breathe().then(() => {
    rests = false;
  });
  await vi.advanceTimersByTimeAsync(ms);
  return rests;
}

test('rests as long as was worked, and then the work counts anew', async () => {
  const pace = new Pace();
  vi.advanceTimersByTime(20);
  expect(await restsFor(pace, 19)).toBe(true);
  await vi.advanceTimersByTimeAsync(1);
  expect(await restsFor(pace, 0)).toBe(false);
  vi.advanceTimersByTime(30);
  expect(await restsFor(pace, 29)).toBe(true);
  await vi.advanceTimersByTimeAsync(1);
  expect(await restsFor(pace, 0)).toBe(false);
});

test('does not rest from little work', async () => {
  const pace = new Pace();
  vi.advanceTimersByTime(5);
  expect(await restsFor(pace, 0)).toBe(false);
});
