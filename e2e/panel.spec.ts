import { writeFile } from 'node:fs/promises';
import type { Download } from '@playwright/test';
import { expect, hangLibrary, test } from './fixtures.ts';

test('the focus is never lost in the panel', async ({ snow, page }) => {
  await snow.open();
  await snow.freeze('one');
  await snow.freeze('two');
  const panel = await snow.openSnapshots();
  const row = await snow.openRow('two');
  await row.getByRole('button', { name: 'Delete…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(row).toHaveCount(0);
  await expect(snow.row('one').getByRole('button').first()).toBeFocused();

  // A job that ends under the focus, and is dismissed by it.
  const goOn = await hangLibrary(page);
  await snow.openRow('one');
  await panel.getByRole('button', { name: 'Verify' }).click();
  const jobs = panel.getByRole('list', { name: 'Activity' });
  await jobs.getByRole('button', { name: 'Cancel' }).focus();
  goOn();
  await expect(jobs).toContainText('“one” is whole');
  await expect(jobs.getByRole('button', { name: 'Dismiss' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(jobs.getByRole('listitem')).toHaveCount(0);
  await expect(panel).toBeFocused();
});

test('a save that is being named is the machine’s present one, however often it saves itself meanwhile', async ({
  snow,
  page,
}) => {
  await snow.open();
  await snow.run('x=1');
  const first = await snow.savedByItself();
  await snow.openSnapshots();
  await snow.openRow(first.name);
  await page.getByRole('button', { name: 'Rename' }).click();
  const field = page.getByRole('textbox', { name: 'Name', exact: true });
  await field.fill('of the present');
  await snow.run('x=2');
  await snow.savedByItself(first);
  await expect(field).toBeFocused();
  await expect(field).toHaveValue('of the present');
  await page.keyboard.press('Enter');
  const named = snow.row('of the present');
  await expect(named.getByRole('button', { name: 'Rename' })).toBeFocused();
  await named.getByRole('button', { name: 'Resume', exact: true }).click();
  await expect(page.getByText('tiny is as it was in “of the present”')).toBeVisible();
  expect((await snow.run('echo $x')).output).toBe('2\n');
});

test('the key that freezes does it once, however long it is held', async ({ snow, page }) => {
  await snow.open();
  const { keyboard } = page;
  await keyboard.down('Control');
  await keyboard.down('Shift');
  for (let repeats = 0; repeats < 20; repeats++) await keyboard.down('S');
  await keyboard.up('S');
  await keyboard.up('Shift');
  await keyboard.up('Control');
  await expect(page.getByText(/^Frozen in/)).toBeVisible();
  await snow.freeze('afterwards');
  expect(await snow.keptNames()).toHaveLength(2);
});

test('who freezes again while the first is being saved gets a second one, a double click only one', async ({
  snow,
  page,
}) => {
  await snow.open();
  await snow.freeze('first of all');
  const goOn = await hangLibrary(page);
  const button = page.getByRole('button', { name: 'Freeze' });
  await button.dblclick();
  await page.keyboard.press('Control+Shift+S');
  goOn();
  await expect.poll(() => snow.keptNames().then(({ length }) => length)).toBe(3);
  await expect(button).toHaveAttribute('aria-busy', 'false');
  expect(await snow.keptNames()).toHaveLength(3);
});

test('a job that is cancelled ends, and nothing is downloaded', async ({ snow, page }) => {
  const downloads: Download[] = [];
  page.on('download', (download) => downloads.push(download));
  await snow.open();
  const { id } = await snow.freeze('one');
  const panel = await snow.openSnapshots();
  await snow.openRow('one');
  const jobs = panel.getByRole('list', { name: 'Activity' }).getByRole('listitem');
  for (const kind of ['Snapshot', 'For v86']) {
    const goOn = await hangLibrary(page);
    await panel.getByRole('button', { name: 'Export…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('radio', { name: kind }).check({ force: true });
    await dialog.getByRole('button', { name: 'Export', exact: true }).click();
    await expect(jobs).toContainText('Exporting “one”');
    await jobs.getByRole('button', { name: 'Cancel' }).click();
    goOn();
    await expect(jobs).toHaveCount(0);
  }
  // Answered after what was broken off.
  await page.evaluate((of) => snowglobe.snapshots.exportV86State(of), id);
  await expect(jobs).toHaveCount(0);
  expect(downloads).toEqual([]);
});

test('a file that is dropped on a field is the field’s; on a dialog, nobody’s', async ({
  snow,
  page,
}, testInfo) => {
  const file = testInfo.outputPath('disk.img');
  await writeFile(file, new Uint8Array(2 ** 20));
  await snow.open();
  await page.getByRole('button', { name: 'New machine', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog
    .getByRole('group', { name: 'Disk' })
    .getByLabel('From a file')
    .check({ force: true });
  const field = dialog.getByLabel('Disk file');
  const session = await page.context().newCDPSession(page);
  const dropOn = async (target: typeof field) => {
    const box = await target.boundingBox();
    if (box === null) throw new Error('It is not on the screen.');
    const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    const data = { items: [], files: [file], dragOperationsMask: 1 };
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
      await session.send('Input.dispatchDragEvent', { type, ...at, data });
    }
  };
  await dropOn(field);
  await expect(field).toHaveValue(/disk\.img$/);
  await dropOn(dialog.getByRole('heading'));
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  const panel = await snow.openSnapshots();
  await expect(panel.getByRole('list', { name: 'Activity' }).getByRole('listitem')).toHaveCount(0);
});

test('before a reset the machine can be frozen, and the question says what stays without', async ({
  snow,
  page,
}) => {
  await snow.open();
  await snow.run('x=kept');
  const auto = await snow.savedByItself();
  await page.getByRole('button', { name: 'Reset', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Reset tiny?' });
  await expect(dialog).toContainText(/only until it saves itself again/);
  await dialog.getByRole('button', { name: 'Freeze, then reset' }).click();
  await snow.expectPhase('booting');
  await snow.expectPhase('running');
  expect((await snow.run('echo [$x]')).output).toBe('[]\n');
  await snow.savedByItself(auto);
  await page.evaluate(async () => {
    const frozen = (await snowglobe.snapshots.list()).find(({ kind }) => kind === 'kept');
    if (frozen !== undefined) await snowglobe.machines()[0]?.resumeFrom(frozen.id);
  });
  expect((await snow.run('echo $x')).output).toBe('kept\n');
});
