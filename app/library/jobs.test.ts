import { expect, test } from 'vitest';
import { FailureError } from '#protocol/failure';
import { cancelJob, runJob, unlessBroken, useJobs } from './jobs.ts';

const titles = () => useJobs.getState().jobs.map(({ title }) => title);

test('of those that have ended, well or not, the last three are listed', async () => {
  for (const title of ['a', 'b', 'c', 'd']) {
    await runJob(title, () =>
      Promise.reject(new FailureError('StorageFull', `No room for ${title}.`)),
    );
  }
  expect(titles()).toEqual(['b', 'c', 'd']);
  await runJob('e', () => Promise.resolve({ sentence: 'Done.' }));
  expect(titles()).toEqual(['c', 'd', 'e']);
});

test('a call that cannot be broken off is not waited for once its job was cancelled', async () => {
  const never = new Promise<never>(() => {});
  const ended = runJob('f', (_, broken) => unlessBroken(never, broken));
  const job = useJobs.getState().jobs.find(({ title }) => title === 'f');
  cancelJob(job?.key ?? 0);
  await ended;
  expect(titles()).not.toContain('f');
});
