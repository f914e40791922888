import { expect, test } from 'vitest';
import { processLock } from './locks.ts';

test('shared work runs together, exclusive work alone, in the order of asking', async () => {
  const [a, b] = [processLock('locks-test'), processLock('locks-test')];
  const events: string[] = [];
  const work = (name: string) => async () => {
    events.push(`${name} begins`);
    await new Promise((resolve) => setTimeout(resolve, 5));
    events.push(`${name} ends`);
  };
  const all = [
    a.shared(work('1')),
    b.shared(work('2')),
    a.exclusive(work('3')),
    b.shared(work('4')),
  ];
  expect(await b.exclusiveIfFree(work('5'))).toBeNull();
  await Promise.all(all);
  expect(events).toEqual([
    '1 begins',
    '2 begins',
    '1 ends',
    '2 ends',
    '3 begins',
    '3 ends',
    '4 begins',
    '4 ends',
  ]);
});

test('a lock is free again after work that failed', async () => {
  const lock = processLock('locks-test-failing');
  const failing = lock.exclusive(() => Promise.reject(new Error('no')));
  await expect(failing).rejects.toThrow('no');
  expect(await lock.exclusiveIfFree(async () => 'free')).toBe('free');
});
