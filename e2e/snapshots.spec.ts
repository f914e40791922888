import { readFile } from 'node:fs/promises';
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, SnowglobePage, test } from './fixtures.ts';

/** Drops a file on the page, as from a folder. */
async function drop(page: Page, name: string, bytes: Buffer): Promise<void> {
  const transfer = await page.evaluateHandle(
    ([fileName, base64]) => {
      const data = new DataTransfer();
      const content = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      data.items.add(new File([content], fileName));
      return data;
    },
    [name, bytes.toString('base64')] as const,
  );
  await page.dispatchEvent('body', 'dragover', { dataTransfer: transfer });
  await expect(page.getByText('Drop .snowglobe files')).toBeVisible();
  await page.dispatchEvent('body', 'drop', { dataTransfer: transfer });
}

/** What is on the page now has no violations in either colours, on a large and on a small screen. */
async function expectAccessible(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    for (const size of [
      { width: 1440, height: 900 },
      { width: 390, height: 844 },
    ]) {
      await page.setViewportSize(size);
      const { violations } = await new AxeBuilder({ page }).analyze();
      const found = violations.map(({ id, nodes }) => ({ id, html: nodes.map((n) => n.html) }));
      expect(found, `${colorScheme}, ${size.width} pixels wide`).toEqual([]);
    }
  }
  await page.setViewportSize({ width: 1440, height: 900 });
}

test('Freeze is one click, says what it cost, and takes a name afterwards', async ({
  snow,
  page,
}) => {
  await snow.open();
  const panel = await snow.openSnapshots();
  await expect(panel).toContainText('Nothing is frozen yet');
  await page.getByRole('button', { name: 'Freeze' }).click();
  await expect(page.getByText(/^Frozen in [\d.]+ ms, [\d.]+ [KM]B new\.$/)).toBeVisible();
  await page.keyboard.type('echo ran-on-$((1+1))\n');
  await snow.expectConsole('ran-on-2');
  await page.getByLabel('Name of the snapshot').fill('before the upgrade');
  await page.keyboard.press('Enter');
  const row = snow.row('before the upgrade');
  await expect(row).toContainText(/ran \d+ s/);
  await expect(row).toContainText(/[KM]B new, [\d.]+ MB shared/);
  await expect(page.getByRole('button', { name: /^Snapshots, [12]$/ })).toBeVisible();
  await expect(page.getByText(/^Saved (just now|\d+ s ago)$/)).toBeVisible();
});

test('an older snapshot is resumed; what came after it is a branch, and nothing is lost', async ({
  snow,
  page,
}) => {
  await snow.open();
  await snow.run('x=first');
  await snow.freeze('first');
  await snow.run('x=second');
  await snow.freeze('second');
  await snow.run('x=third');
  await snow.openSnapshots();
  await snow.row('first').getByRole('button', { name: 'Resume first' }).click();
  await expect(page.getByText(/tiny is as it was in “first”.*is kept as/)).toBeVisible();
  await snow.expectPhase('running');
  expect((await snow.run('echo $x')).output).toBe('first\n');
  await snow.freeze('other');

  await expect(snow.row('second')).toContainText('branch of “first”');
  const names = await page
    .getByRole('region', { name: 'Snapshots of tiny' })
    .getByRole('listitem')
    .allInnerTexts();
  expect(names.map((text) => text.split('\n')[0])).toEqual([
    'other',
    'tiny, before going back',
    'second',
    'first',
  ]);
  await snow
    .row('before going back')
    .getByRole('button', { name: /^Resume/ })
    .click();
  await expect(page.getByText(/tiny is as it was in “tiny, before/)).toBeVisible();
  expect((await snow.run('echo $x')).output).toBe('third\n');
});

test('a snapshot begins another machine, which has an identity of its own and says so', async ({
  snow,
  page,
}) => {
  await snow.open();
  await snow.run('x=shared');
  await snow.freeze('the original');
  await snow.openSnapshots();
  const row = await snow.openRow('the original');
  await row.getByRole('button', { name: 'As a new machine' }).click();
  await snow.expectPhase('running', 1);
  await expect(page.getByRole('tab', { name: /^tiny 2/ })).toBeVisible();
  await expect(page.getByText(/identity of its own: host name tiny-/)).toBeVisible();
  await expect.poll(async () => (await snow.run('hostname', 1)).output).toMatch(/^tiny-/);
  expect((await snow.run('hostname')).output).toBe('tiny\n');
  const address = 'cat /sys/class/net/eth0/address';
  const { output: mac } = await snow.run(address);
  await expect.poll(async () => (await snow.run(address, 1)).output).not.toBe(mac);
  expect((await snow.run('echo $x', 1)).output).toBe('shared\n');
});

test('snapshots are renamed, compared, verified and deleted', async ({ snow, page }) => {
  await snow.open();
  await snow.freeze('one');
  await snow.run('echo only-in-$((1+1))');
  await snow.freeze('two');
  await snow.openSnapshots();
  let row = await snow.openRow('one');
  await row.getByRole('button', { name: 'Rename' }).click();
  const name = page.getByRole('textbox', { name: 'Name', exact: true });
  await name.fill('x'.repeat(81));
  await expect(row.getByText('That is the most: 80 characters.')).toBeVisible();
  await name.fill('uno');
  await page.keyboard.press('Enter');
  row = snow.row('uno');
  await expect(row.getByRole('button', { name: 'Rename' })).toBeFocused();

  await row.getByRole('button', { name: 'Compare…' }).click();
  await page.getByRole('button', { name: 'Compare with two' }).click();
  const dialog = page.getByRole('dialog', { name: 'What differs' });
  await expect(dialog).toContainText(/Memory: [\d.]+ [KM]B in [\d,]+ pages differ/);
  await expect(dialog).toContainText('+ only-in-2');
  await page.keyboard.press('Escape');

  await row.getByRole('button', { name: 'Verify' }).click();
  await expect(page.getByText(/^“uno” is whole: [\d,]+ chunks/)).toBeVisible();

  await row.getByRole('button', { name: 'Delete…' }).click();
  await expect(page.getByRole('dialog')).toContainText('Snapshots made from it stay whole');
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await expect(row).toHaveCount(0);
  await expect(snow.row('two')).toBeVisible();
  const kept = await page.evaluate(async () =>
    (await snowglobe.snapshots.list()).filter(({ kind }) => kind === 'kept'),
  );
  expect(kept.map(({ name }) => name)).toEqual(['two']);
});

test('a snapshot is carried to another browser and goes on there', async ({
  snow,
  page,
  browser,
  baseURL,
}) => {
  await snow.open();
  await snow.run('x=carried');
  await snow.freeze('to go');
  await snow.openSnapshots();
  const row = await snow.openRow('to go');
  await row.getByRole('button', { name: 'Export…' }).click();
  const download = page.waitForEvent('download');
  await page.getByRole('dialog').getByRole('button', { name: 'Export', exact: true }).click();
  const saved = await download;
  expect(saved.suggestedFilename()).toBe('to go.snowglobe');
  await expect(page.getByRole('link', { name: 'to go.snowglobe' })).toBeVisible();
  const file = await readFile(await saved.path());

  const elsewhere = await browser.newPage(baseURL === undefined ? {} : { baseURL });
  const there = new SnowglobePage(elsewhere);
  await there.open();
  await drop(elsewhere, 'to go.snowglobe', file);
  await expect(elsewhere.getByText(/^“to go” is in the library/)).toBeVisible();
  await elsewhere
    .getByLabel('Files to import')
    .setInputFiles({ name: 'letter.txt', mimeType: 'text/plain', buffer: Buffer.from('Dear') });
  await expect(elsewhere.getByText('This file is not a snapshot')).toBeVisible();
  await there.row('to go').getByRole('button', { name: 'Resume to go' }).click();
  await there.expectPhase('running', 1);
  await expect(elsewhere.getByRole('tab', { name: /^tiny 2/ })).toBeVisible();
  expect((await there.run('echo $x', 1)).output).toBe('carried\n');
  await elsewhere.close();
});

test('an export for v86 is a state and the options for it', async ({ snow, page }) => {
  await snow.open();
  await snow.freeze('for v86');
  await snow.openSnapshots();
  const row = await snow.openRow('for v86');
  await row.getByRole('button', { name: 'Export…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('radio', { name: 'For v86' }).check({ force: true });
  await dialog.getByRole('button', { name: 'Export', exact: true }).click();
  await expect(page.getByRole('link', { name: 'for v86.v86state.bin' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'for v86.v86options.json' })).toBeVisible();
});

test('the panel has no accessibility violations, light and dark, wide and narrow', async ({
  snow,
  page,
}) => {
  test.slow();
  await snow.open();
  await snow.freeze('one');
  await snow.run('echo more');
  await snow.freeze('two');
  await snow.openSnapshots();
  await snow.openRow('one');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Export…' }).click();
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Compare…' }).click();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Compare with two' }).click();
  await expect(page.getByRole('dialog')).toContainText('Memory:');
  await expectAccessible(page);
  await snow.reload();
  await expect(page.getByRole('button', { name: 'Continue' })).toBeFocused();
  await expectAccessible(page);
});

test('all of it is reached by keyboard alone', async ({ snow, page }) => {
  await snow.open();
  const { keyboard } = page;
  await keyboard.type('x=1\n');
  await keyboard.press('Control+Shift+S');
  await expect(page.getByText(/^Frozen in/)).toBeVisible();
  await keyboard.type('echo typed-$((x+1))\n');
  await snow.expectConsole('typed-2');

  await keyboard.press('Control+Shift+L');
  const panel = page.getByRole('complementary', { name: 'Snapshots' });
  const opener = panel.getByRole('listitem').first().getByRole('button').first();
  await expect(opener).toBeFocused();
  await keyboard.press('Enter');
  await expect(opener).toHaveAttribute('aria-expanded', 'true');
  await keyboard.press('Tab');
  await expect(panel.getByRole('button', { name: 'Resume', exact: true })).toBeFocused();
  for (const name of ['As a new machine', 'Rename', 'Compare…', 'Verify', 'Export…', 'Delete…']) {
    await keyboard.press('Tab');
    await expect(panel.getByRole('button', { name, exact: true })).toBeFocused();
  }
  await keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toBeVisible();
  await keyboard.press('Escape');
  await expect(panel.getByRole('button', { name: 'Delete…' })).toBeFocused();
  await keyboard.press('Escape');
  await expect(panel).toHaveCount(0);
  await expect(page.getByRole('textbox', { name: /^Console of/ })).toBeFocused();
  await keyboard.type('echo back-$((1+1))\n');
  await snow.expectConsole('back-2');
});
