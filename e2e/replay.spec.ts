import type { Page } from '@playwright/test';
import { expect, SnowglobePage, test } from './fixtures.ts';
import { recordedFile } from './recorded-file.ts';

/** Records what the first machine did since an instant; resolves to the file, as another browser gets it. */
async function record(page: Page, fromNs: number): Promise<Buffer> {
  return recordedFile(page, { fromNs, toNs: await nowNs(page) }, { name: 'A session' });
}

function nowNs(page: Page): Promise<number> {
  return page.evaluate(async () => (await snowglobe.machines()[0]?.timeline())?.toNs ?? 0);
}

/** What the machine that was opened last has come to. */
async function stands(page: Page) {
  return page.evaluate(async () => {
    const machine = snowglobe.machines().at(-1);
    if (machine === undefined) throw new Error('There is no machine.');
    const { instructions, measured } = await machine.counters();
    return { instructions, measured, screen: await machine.screen() };
  });
}

test('a session is recorded in one browser, and played, to the same end, in another', async ({
  snow,
  page,
  browser,
  baseURL,
}) => {
  await snow.open();
  const fromNs = await nowNs(page);
  await snow.run('ls -l /etc | md5sum');
  await snow.run("awk 'BEGIN { for (i = 0; i < 2000; i++) s += sin(i); print s }'; x=recorded");
  await page.evaluate(() => snowglobe.machines()[0]?.pause());
  const file = await record(page, fromNs);
  await snow.expectPhase('paused');
  const end = await stands(page);

  const elsewhere = await browser.newPage(baseURL === undefined ? {} : { baseURL });
  const there = new SnowglobePage(elsewhere);
  await there.open();
  await there.openSnapshots();
  await elsewhere
    .getByLabel('Files to import')
    .setInputFiles({ name: 'session.snowglobe', mimeType: '', buffer: file });
  await expect(there.row('A session')).toContainText('replay');
  // A replay's file that comes alone plays.
  await there.expectPhase('rewound', 1);
  await expect
    .poll(
      () =>
        elsewhere.evaluate(async () => {
          const machine = snowglobe.machines()[1];
          const timeline = await machine?.timeline();
          return timeline?.atNs === timeline?.toNs && machine?.status().phase === 'rewound';
        }),
      { timeout: 90_000 },
    )
    .toBe(true);
  expect(await stands(elsewhere)).toEqual(end);

  // Reloaded, the page opens with what was saved last, and a replay is nothing that was.
  await elsewhere.evaluate(() => snowglobe.machines()[1]?.takeOver());
  await there.expectPhase('running', 1);
  expect((await there.run('echo $x', 1)).output).toBe('recorded\n');
  await expect
    .poll(async () => (await there.run('hostname', 1)).output, { timeout: 30_000 })
    .toMatch(/^tiny-/);
  await elsewhere.close();
});

test('of several files that come together none is played by itself, and each replay can be', async ({
  snow,
  page,
}) => {
  await snow.open();
  const fromNs = await nowNs(page);
  await snow.run('echo once');
  const buffer = await record(page, fromNs);
  await snow.openSnapshots();
  const files = ['one.snowglobe', 'two.snowglobe'].map((name) => ({ name, mimeType: '', buffer }));
  await page.getByLabel('Files to import').setInputFiles(files);
  const activity = page.getByRole('list', { name: 'Activity' });
  const offers = activity.getByRole('button', { name: 'Play' });
  await expect(offers).toHaveCount(2);
  expect(await page.evaluate(() => snowglobe.machines().length)).toBe(1);
  await offers.last().click();
  await snow.expectPhase('rewound', 1);
  await expect
    .poll(() =>
      page.evaluate(async () => {
        const machine = snowglobe.machines()[1];
        const timeline = await machine?.timeline();
        return timeline?.atNs === timeline?.toNs && machine?.status().phase === 'rewound';
      }),
    )
    .toBe(true);
});

test('a replay is no last machine that a page would open with', async ({ snow, page }) => {
  await snow.open();
  const fromNs = await nowNs(page);
  await snow.freeze('the machine');
  await page.evaluate(async (from) => {
    const machine = snowglobe.machines()[0];
    const { toNs = 0 } = (await machine?.timeline()) ?? {};
    await machine?.recordReplay(from, toNs, { name: 'newer than it' });
  }, fromNs);
  await snow.reload();
  await expect(page.getByText('Frozen as “the machine”')).toBeVisible();
});

test('a recording tells how far it is; broken off in any step, it keeps nothing, and the machine runs on', async ({
  snow,
  page,
}) => {
  await snow.open();
  const fromNs = await nowNs(page);
  await snow.run('ls -l /etc | md5sum');
  const told = await page.evaluate(async (from) => {
    const [machine] = snowglobe.machines();
    if (machine === undefined) throw new Error('There is no machine.');
    const { toNs } = await machine.timeline();
    const steps: string[] = [];
    const endings: string[] = [];
    for (const last of ['reading', 'storing', 'packing', null]) {
      const breaker = new AbortController();
      const recording = machine.recordReplay(from, toNs, {
        signal: breaker.signal,
        onProgress: ({ step = '', doneBytes, totalBytes }) => {
          if (last === null && doneBytes === totalBytes) steps.push(step);
          if (step === last) breaker.abort();
        },
      });
      const end = await recording.then(
        () => 'kept',
        (error: Error) => error.name,
      );
      const replays = (await snowglobe.snapshots.list()).filter(({ kind }) => kind === 'replay');
      endings.push(`${end}, ${replays.length} kept`);
    }
    return { endings, steps };
  }, fromNs);
  expect(told.endings).toEqual([
    'Cancelled, 0 kept',
    'Cancelled, 0 kept',
    'Cancelled, 0 kept',
    'kept, 1 kept',
  ]);
  expect([...new Set(told.steps)]).toEqual(['reading', 'storing', 'packing']);
  await snow.expectPhase('running');
  expect((await snow.run('echo alive')).output).toBe('alive\n');
});

test('a damaged file is refused by name, and no machine comes of it', async ({ snow, page }) => {
  await snow.open();
  const file = await record(page, (await nowNs(page)) - 1);
  file[Math.floor(file.length / 2)] = (file[Math.floor(file.length / 2)] ?? 0) ^ 1;
  const refusals = await page.evaluate(
    async (parts) => {
      const names: string[] = [];
      for (const base64 of parts) {
        const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
        const opening = snowglobe.openReplay(new Blob([bytes]));
        names.push(
          await opening.then(
            () => 'opened',
            (error: Error) => error.name,
          ),
        );
      }
      return names;
    },
    [file.toString('base64'), file.subarray(0, 2000).toString('base64'), btoa('Dear')],
  );
  expect(refusals).toEqual(['SnapshotDamaged', 'SnapshotDamaged', 'FileNotSnapshot']);
  expect(await page.evaluate(() => snowglobe.machines().length)).toBe(1);
});
