import { expect, test } from './fixtures.ts';
import { readRecord, writeRecord } from './stored-records.ts';

/** Where a manifest's version is (`worker/snapshots/FORMAT.md`). */
const VERSION_AT = 8;

test('damaged snapshots and those of a newer Snowglobe are told apart, and none goes unasked', async ({
  snow,
  page,
}) => {
  await snow.open();
  const newer = await snow.freeze('newer');
  const torn = await snow.freeze('torn');
  await snow.freeze('whole');
  const manifest = await readRecord(page, `manifest/${newer.id}`);
  await writeRecord(page, `manifest/${newer.id}`, manifest.with(VERSION_AT, 2));
  await writeRecord(page, `manifest/${torn.id}`, new Uint8Array(100));

  const panel = await snow.openSnapshots();
  const damaged = panel.getByRole('region', { name: 'Damaged' });
  const foreign = panel.getByRole('region', { name: 'Made by a newer Snowglobe' });
  await expect(damaged).toContainText('The snapshot “torn” is damaged');
  await expect(foreign).toContainText('The snapshot “newer” has format version 2');
  await expect(foreign).toContainText('Nothing is wrong with them');

  // By keyboard the first snapshot comes first, not what is beside the list.
  await page.keyboard.press('Control+Shift+L');
  await expect(panel).toHaveCount(0);
  await page.keyboard.press('Control+Shift+L');
  await expect(damaged).toBeVisible();
  await expect(snow.row('whole').getByRole('button').first()).toBeFocused();

  const dialog = page.getByRole('dialog');
  await foreign.getByRole('button', { name: /^Delete/ }).click();
  await expect(dialog).toContainText('A newer Snowglobe made it and can still resume it');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await damaged.getByRole('button', { name: /^Delete/ }).click();
  await expect(dialog).toContainText('lost for good');
  await dialog.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(damaged).toHaveCount(0);
  await expect(panel).toBeFocused();
  await expect(foreign).toBeVisible();
  await writeRecord(page, `manifest/${newer.id}`, manifest);
  await snow.reload();
  await snow.openSnapshots();
  await expect(snow.row('newer')).toBeVisible();
});
