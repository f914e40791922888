import { expect, test } from 'vitest';
import type { LibraryProgress } from '#protocol/snapshots';
import { atStep, unlessCancelled } from './progress.ts';

const untilAborted = (signal: AbortSignal) =>
  new Promise<string>((resolve) => signal.addEventListener('abort', () => resolve('stopped')));

test('work under way is told to stop when somebody breaks it off, and fails with Cancelled once it has', async () => {
  let asked = 0;
  const how = { cancelled: async () => ++asked > 2, onProgress: () => {} };
  let stopped = '';
  const work = unlessCancelled(how, async (signal) => {
    stopped = await untilAborted(signal);
  });
  await expect(work).rejects.toMatchObject({ name: 'Cancelled' });
  expect(stopped).toBe('stopped');
});

test('what was broken off before it began does not begin', async () => {
  let begun = false;
  const how = { cancelled: () => true, onProgress: () => {} };
  const work = unlessCancelled(how, async () => {
    begun = true;
  });
  await expect(work).rejects.toMatchObject({ name: 'Cancelled' });
  expect(begun).toBe(false);
});

test('work that nobody watches, or that goes on, has its answer', async () => {
  const how = { cancelled: () => false, onProgress: () => {} };
  expect(await unlessCancelled(undefined, async () => 1)).toBe(1);
  expect(await unlessCancelled(how, async () => 2)).toBe(2);
});

test('progress of one step of several says which', () => {
  const told: LibraryProgress[] = [];
  const how = { cancelled: () => false, onProgress: (at: LibraryProgress) => void told.push(at) };
  atStep(how, 'storing')?.onProgress({ doneBytes: 1, totalBytes: 2 });
  expect(told).toEqual([{ doneBytes: 1, totalBytes: 2, step: 'storing' }]);
  expect(atStep(undefined, 'storing')).toBeUndefined();
});
