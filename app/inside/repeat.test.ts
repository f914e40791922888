import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { repeat } from './repeat.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('it happens at once, and again each interval, until it is stopped', async () => {
  let times = 0;
  const stop = repeat(async () => void times++, 500);
  expect(times).toBe(1);
  await vi.advanceTimersByTimeAsync(1000);
  expect(times).toBe(3);
  stop();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(times).toBe(3);
  expect(vi.getTimerCount()).toBe(0);
});

test('what takes long is waited for, and stopped in the middle it is the last', async () => {
  const waiting: (() => void)[] = [];
  const stop = repeat(() => new Promise((resolve) => void waiting.push(resolve)), 500);
  await vi.advanceTimersByTimeAsync(5000);
  expect(waiting).toHaveLength(1);
  waiting[0]?.();
  await vi.advanceTimersByTimeAsync(0);
  expect(waiting).toHaveLength(2);
  stop();
  waiting[1]?.();
  await vi.advanceTimersByTimeAsync(5000);
  expect(waiting).toHaveLength(2);
  expect(vi.getTimerCount()).toBe(0);
});
