import type { BrowserContext } from '@playwright/test';
import { expect, newTab, type SnowglobePage, test } from './fixtures.ts';
import { writeRecord } from './stored-records.ts';

const KEPT = 'tiny, before going back';

/** A second tab with a machine of its own, asked whether to take over the one that was frozen as `old`. */
async function askedInAnotherTab(context: BrowserContext): Promise<SnowglobePage> {
  const second = await newTab(context);
  await expect(second.card.getByRole('alert')).toContainText('another tab');
  await second.card.getByRole('button', { name: 'New machine' }).click();
  await second.expectPhase('running');
  await second.openSnapshots();
  await second.row('old').getByRole('button', { name: 'Resume old' }).click();
  await expect(second.page.getByRole('dialog')).toContainText('runs in another tab');
  return second;
}

async function resumeIn(snow: SnowglobePage, name: string): Promise<void> {
  await snow
    .row(name)
    .getByRole('button', { name: `Resume ${name}` })
    .click();
}

test('an older snapshot of a machine that another tab has is what Take over gives, and what that tab did is kept', async ({
  snow,
  context,
}) => {
  test.slow();
  await snow.open();
  await snow.run('x=old');
  await snow.freeze('old');
  await snow.run('x=new');
  const second = await askedInAnotherTab(context);
  await second.page.getByRole('dialog').getByRole('button', { name: 'Take over' }).click();
  await second.expectPhase('running', 1);
  await snow.expectPhase('failed');
  expect((await second.run('echo $x', 1)).output).toBe('old\n');
  // Beside the tab's own machine, which has the same name.
  const kept = 'tiny 2, before going back';
  await expect(second.page.getByText(`kept as “${kept}”`)).toBeVisible();
  await resumeIn(second, kept);
  await expect(second.page.getByText(`tiny 2 is as it was in “${kept}”`)).toBeVisible();
  expect((await second.run('echo $x', 1)).output).toBe('new\n');
});

test('a take-over that fails leaves no trace, and the other tab has its machine', async ({
  snow,
  context,
}) => {
  test.slow();
  await snow.open();
  const old = await snow.freeze('old');
  const second = await askedInAnotherTab(context);
  const { page } = second;
  await writeRecord(page, `manifest/${old.id}`, new Uint8Array(100));
  await page.getByRole('dialog').getByRole('button', { name: 'Take over' }).click();
  await expect(page.getByRole('log', { name: 'Notices' })).toContainText('“old” is damaged');
  await expect(page.getByRole('tab')).toHaveCount(1);
  expect((await snow.run('echo here')).output).toBe('here\n');
});

test('what a machine saved by itself outlives its going back, wherever it is', async ({
  snow,
  page,
}) => {
  await snow.open();
  await snow.run('x=old');
  await snow.freeze('old');
  await snow.run('x=new');
  await snow.savedByItself();
  await page.evaluate(() => snowglobe.machines()[0]?.remove());
  await snow.openSnapshots();
  await resumeIn(snow, 'old');
  await expect(page.getByText(`kept as “${KEPT}”`)).toBeVisible();
  expect((await snow.run('echo $x')).output).toBe('old\n');
  await resumeIn(snow, KEPT);
  await expect(page.getByText(`tiny is as it was in “${KEPT}”`)).toBeVisible();
  expect((await snow.run('echo $x')).output).toBe('new\n');
});

test('work that a machine does after it was frozen is kept, though nobody typed', async ({
  snow,
  page,
}) => {
  await snow.open();
  await snow.type('n=0; while :; do n=$((n+1)); done\n');
  const { id } = await snow.freeze('at work');
  // A copy goes on with the work, and nobody touches it but to freeze it.
  await page.evaluate((of) => snowglobe.resume(of), id);
  const first = await snow.freeze('the copy', 1);
  const saved = await snow.savedByItself(null, first.lineage);
  expect(saved.instructions).toBeGreaterThan(first.instructions);
});

test('a machine that is switched off is asked for its disk before it goes back', async ({
  snow,
  page,
}) => {
  await snow.open();
  await page.evaluate(() => snowglobe.machines()[0]?.remove());
  await page.evaluate(async () => {
    const disk = { kind: 'blank', sizeMiB: 4 } as const;
    await snowglobe.boot('tiny', { name: 'disky', memoryMiB: 32, disk });
  });
  await snow.freeze('old');
  const panel = await snow.openSnapshots();
  await snow.openRow('old');
  await expect(panel).toContainText('what it is now is kept first');
  await page.evaluate(() => snowglobe.machines()[0]?.powerOff());
  await expect(panel).toContainText('what it wrote to its disk since it was saved last is lost');
  const resume = panel.getByRole('button', { name: 'Resume', exact: true });
  const dialog = page.getByRole('dialog', { name: 'Take disky back to “old”?' });
  await resume.click();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await snow.expectPhase('off');
  await resume.click();
  await dialog.getByRole('button', { name: 'Resume' }).click();
  await snow.expectPhase('running');
});

test('on a small screen what goes on is shown, whichever way it was asked to', async ({
  snow,
  page,
  context,
}) => {
  test.slow();
  await page.setViewportSize({ width: 390, height: 844 });
  await snow.open();
  await snow.freeze('old');
  const panel = await snow.openSnapshots();
  await snow.openRow('old');
  await panel.getByRole('button', { name: 'As a new machine' }).click();
  await snow.expectPhase('running', 1);
  await expect(panel).toHaveCount(0);
  await expect(page.getByRole('tab', { name: /^tiny 2/ })).toHaveAttribute('aria-selected', 'true');

  const second = await newTab(context);
  await second.page.setViewportSize({ width: 390, height: 844 });
  await expect(second.card.getByRole('alert')).toContainText('another tab');
  await second.card.getByRole('button', { name: 'New machine' }).click();
  await second.expectPhase('running');
  const there = await second.openSnapshots();
  await resumeIn(second, 'old');
  await second.page.getByRole('dialog').getByRole('button', { name: 'Take over' }).click();
  await second.expectPhase('running', 1);
  await expect(there).toHaveCount(0);
});

test('a machine that failed is reset to what it saved last, and runs', async ({ snow, page }) => {
  await snow.open();
  await snow.run('x=1');
  const first = await snow.savedByItself();
  await snow.reload();
  await snow.card.getByRole('button', { name: 'Continue' }).click();
  await snow.expectPhase('running');
  await snow.run('x=2');
  await snow.savedByItself(first);
  await snow.crashWorker();
  await snow.expectPhase('failed');
  await page.evaluate(() => snowglobe.machines()[0]?.reset());
  expect(await snow.status()).toEqual({ phase: 'running' });
  expect((await snow.run('echo $x')).output).toBe('2\n');
});

test('a copy that failed and of which nothing was saved begins again, or boots where it cannot', async ({
  snow,
  page,
}) => {
  await snow.open();
  await snow.run('x=1');
  const { id } = await snow.freeze('the first');
  await page.evaluate((of) => snowglobe.resume(of), id);
  const crash = async () => {
    await snow.crashWorker(-1);
    await snow.expectPhase('failed', 1);
    await page.evaluate(() => snowglobe.machines()[1]?.reset());
  };
  await crash();
  expect(await page.evaluate(() => snowglobe.machines()[1]?.screen())).toContain('x=1');
  await page.evaluate(() =>
    snowglobe.snapshots
      .list()
      .then((all) => Promise.all(all.map((one) => snowglobe.snapshots.delete(one.id)))),
  );
  await crash();
  expect((await snow.run('echo [$x]', 1)).output).toBe('[]\n');
});
