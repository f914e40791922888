import { stat } from 'node:fs/promises';
import { expect, newTab, type SnowglobePage, test } from './fixtures.ts';
import { noteUnsaved } from './stored-records.ts';

/** A busy machine saves itself so often (`worker/machine/autosave.ts`). */
const INTERVAL_MS = 15_000;

/** Waits until what a machine saved by itself last shows a text. */
async function savedWith({ page }: SnowglobePage, text: string): Promise<void> {
  const shown = () =>
    page.evaluate(async () => {
      const [newest] = await snowglobe.snapshots.list();
      return newest?.kind === 'auto' ? newest.picture.lines.join('\n') : '';
    });
  await expect.poll(shown, { timeout: 60_000 }).toContain(text);
}

test('a busy machine saves itself at once when the tab is hidden, and when it is left', async ({
  snow,
  page,
}) => {
  await snow.open();
  await snow.type('while :; do n=$((n+1)); done\n');
  let last = await snow.savedByItself();
  const leave = [
    () => {
      Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    },
    () => window.dispatchEvent(new PageTransitionEvent('pagehide')),
  ];
  for (const way of leave) {
    // It has just been saved: it would not save itself again so soon.
    await page.evaluate(way);
    const next = await snow.savedByItself(last);
    expect(next.createdAt - last.createdAt).toBeLessThan(INTERVAL_MS);
    last = next;
  }
});

test('what was typed just before the page was left is there, or the page says that it is lost', async ({
  snow,
}) => {
  await snow.open();
  await snow.run('x=1');
  await snow.savedByItself();
  await snow.type('x=2; echo typed-$x\n');
  await snow.expectConsole('typed-2');
  await snow.reload();
  const isTold = await snow.card.getByText(/It ran on for \d+ s after that, which is lost/).count();
  await snow.card.getByRole('button', { name: 'Continue' }).click();
  await snow.expectPhase('running');
  expect((await snow.run('echo $x')).output).toBe(isTold ? '1\n' : '2\n');
});

test('a machine that ended before it was saved for the first time is told', async ({
  snow,
  page,
}) => {
  await snow.open();
  // The library has made its store by then.
  await page.evaluate(() => snowglobe.snapshots.list());
  await noteUnsaved(page, 'gone', Date.UTC(2026, 0, 2, 12));
  await page.reload();
  const notices = page.getByRole('log', { name: 'Notices' });
  await expect(notices).toContainText(/on Jan 2, 2026, .* ended before it was saved/);
  await page.reload();
  await snow.expectPhase('running');
  await snow.freeze('the library runs');
  await expect(notices).toHaveCount(0);
});

test('what storage holds is told, and that a browser does not promise to keep it', async ({
  snow,
}) => {
  await snow.open();
  await snow.freeze('one');
  const panel = await snow.openSnapshots();
  const line = panel.getByText(/ in snapshots\./);
  const ask = panel.getByRole('button', { name: 'Ask the browser to keep it' });
  await expect(line).toContainText(
    /[\d.]+ [KM]B in snapshots\. [\d.]+ [KMG]B of [\d.]+ [KMGT]B used\./,
  );
  await ask.click();
  await expect(line).toContainText('has not promised to keep it');
  await expect(ask).toHaveCount(0);
});

test('an export with the image’s files in it is larger by them', async ({ snow, page }) => {
  await snow.open();
  await snow.freeze('one');
  const panel = await snow.openSnapshots();
  await snow.openRow('one');
  const bytesOf = async (kind: string): Promise<number> => {
    await panel.getByRole('button', { name: 'Export…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('radio', { name: kind }).check({ force: true });
    const download = page.waitForEvent('download');
    await dialog.getByRole('button', { name: 'Export', exact: true }).click();
    return (await stat(await (await download).path())).size;
  };
  const bare = await bytesOf('Snapshot');
  expect(await bytesOf('With image files')).toBeGreaterThan(bare + 1_000_000);
});

test('storage that is full is told on the page, on a small screen, too, and the machine runs on', async ({
  snow,
  page,
  context,
}) => {
  test.slow();
  await page.setViewportSize({ width: 390, height: 844 });
  await snow.open();
  const session = await context.newCDPSession(page);
  const { origin } = new URL(page.url());
  await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1_000_000 });
  await snow.run('head -c 4000000 /dev/urandom > /root/noise');
  const notices = page.getByRole('log', { name: 'Notices' });
  await expect(notices).toContainText('There is no room left in the storage', { timeout: 60_000 });
  await expect(page.getByText('Not saved', { exact: true })).toBeVisible();
  expect((await snow.run('echo runs')).output).toBe('runs\n');
  await notices.getByRole('button', { name: 'Dismiss' }).click();
  await page.getByRole('button', { name: 'Freeze' }).click();
  await expect(notices).toContainText('There is no room left in the storage');

  await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 500_000_000 });
  await snow.savedByItself();
  await expect(page.getByText('Not saved', { exact: true })).toBeHidden();
});

test('who looks on at a machine sees whichever tab has it, and is told when none has', async ({
  snow,
  page,
  context,
}) => {
  test.slow();
  await snow.open();
  await snow.run('x=1');
  await snow.savedByItself();
  const looker = await newTab(context);
  await looker.card.getByRole('button', { name: 'Look on' }).click();
  await snow.run('echo here-$((1+0))');
  await expect(looker.console).toContainText('here-1');

  const third = await newTab(context);
  await third.card.getByRole('button', { name: 'Take over' }).click();
  await third.expectPhase('running');
  await third.run('x=3; echo there-$x');
  await looker.page.bringToFront();
  await expect(looker.console).toContainText('there-3');
  await savedWith(third, 'there-3');
  await third.page.close();
  await expect(looker.card.getByRole('alert')).toContainText('has closed or let go of it');
  await looker.card.getByRole('button', { name: 'Continue' }).click();
  await looker.expectPhase('running');
  expect((await looker.run('echo $x')).output).toBe('3\n');
  await page.bringToFront();
});
