import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';

/** Freezes the first machine; the failure's name, or the snapshot's. */
function outcomeOfFreeze(page: Page, name: string): Promise<string> {
  return page.evaluate(
    (wanted) =>
      snowglobe
        .machines()[0]
        ?.freeze({ name: wanted })
        .then(
          (info) => info.name,
          (error: unknown) => (error instanceof Error ? error.name : String(error)),
        ) ?? 'no machine',
    name,
  );
}

test('a library whose worker dies is started again: what waited is refused, and machines are saved by the next', async ({
  snow,
  page,
}) => {
  await snow.open();
  const first = await snow.freeze('before');
  const [worker] = page.workers().filter((one) => one.url().includes('library-worker'));
  // It says that it has erred, and then nothing any more.
  await worker?.evaluate(
    'setTimeout(() => { setTimeout(() => { for (;;) {} }); throw new Error("out of memory"); })',
  );
  expect(await outcomeOfFreeze(page, 'meanwhile')).toBe('StorageRefused');
  await expect(page.getByText('The worker that keeps snapshots crashed')).toBeVisible();
  expect((await snow.run('echo alive')).output).toBe('alive\n');
  expect(await outcomeOfFreeze(page, 'after')).toBe('after');
  await page.evaluate(async (id) => {
    for (const info of await snowglobe.snapshots.list()) await snowglobe.snapshots.verify(info.id);
    await snowglobe.machines()[0]?.resumeFrom(id);
  }, first.id);
  expect((await snow.run('echo alive')).output).toBe('alive\n');
});

test('a library whose program cannot be fetched is tried again, and machines are saved then', async ({
  snow,
  page,
}) => {
  const program = '**/library-worker*';
  await page.route(program, (route) => route.abort());
  await snow.open();
  await expect(page.getByText('program for snapshots could not be fetched')).toBeVisible();
  const refused = outcomeOfFreeze(page, 'too early');
  expect(await refused).toBe('StorageRefused');
  await page.unroute(program);
  expect(await outcomeOfFreeze(page, 'in time')).toBe('in time');
});
