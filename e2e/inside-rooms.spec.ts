import { expect, test } from './fixtures.ts';
import { expectAccessible, openInside } from './inside-panel.ts';

test('a room that cannot be fetched says so, takes nothing with it, and is fetched when asked again', async ({
  snow,
  page,
  pageErrors,
}) => {
  await snow.open();
  const panel = await openInside(snow);
  await page.route('**/AtlasRoom-*', (route) => route.abort());
  await panel.getByRole('tab', { name: 'Atlas' }).click();
  const retry = panel.getByRole('button', { name: 'Try again' });
  await expect(panel.getByRole('alert')).toContainText('the atlas could not be fetched');
  await retry.click();
  await expect(retry).toBeVisible();
  await panel.getByRole('tab', { name: 'Events' }).click();
  await expect(panel.getByRole('table', { name: 'Events' })).toBeVisible();
  await snow.run('true');
  await panel.getByRole('tab', { name: 'Atlas' }).click();
  await expect(retry).toBeVisible();
  await page.unroute('**/AtlasRoom-*');
  await retry.click();
  await expect(panel.getByRole('table', { name: 'Systems of the source texts' })).toBeVisible();
  // Its styles have come, too.
  const styled = await page.evaluate(() =>
    [...document.styleSheets].some(({ href }) => href?.includes('/AtlasRoom-') === true),
  );
  expect(styled).toBe(true);
  expect(pageErrors.filter((error) => !error.startsWith('Failed to load resource'))).toEqual([]);
  pageErrors.length = 0;
});

for (const file of ['decoder-', 'iced_x86_bg-']) {
  test(`without ${file} the mix says that no samples are taken, and takes them once it can be fetched`, async ({
    snow,
    context,
    pageErrors,
  }) => {
    await snow.open();
    await context.route(`**/${file}*`, (route) => route.abort());
    const panel = await openInside(snow);
    await expect(panel.getByText('The disassembler could not be fetched')).toBeVisible();
    await expect(panel.locator('[data-sentence]')).not.toBeEmpty();
    await context.unroute(`**/${file}*`);
    // It asks again after a while, and says nothing before it has seen some instructions.
    await expect(async () => {
      await snow.run('i=0; while [ $i -lt 2000 ]; do i=$((i+1)); done');
      await expect(panel.getByRole('list', { name: 'Instruction mix' })).toBeVisible({
        timeout: 1000,
      });
    }).toPass();
    pageErrors.length = 0;
  });
}

test('an experiment keeps the keyboard while it runs and after it, and says which step it is at', async ({
  snow,
  page,
}) => {
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await snow.open();
  const panel = await openInside(snow);
  await panel.getByRole('tab', { name: 'Concepts' }).click();
  await panel.getByRole('button', { name: 'Why x86 was hard' }).click();
  const run = panel.getByRole('button', { name: 'Run', exact: true });
  await run.focus();
  await page.keyboard.press('Enter');
  const cancel = panel.getByRole('button', { name: 'Cancel' });
  await expect(cancel).toBeFocused();
  await expect(panel.getByRole('status').filter({ hasText: /^Step \d+$/ })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(panel.getByText('was cancelled before its end')).toBeVisible();
  await expect(run).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(cancel).toBeFocused();
  await expectAccessible(snow, 'aside');
});

test('the atlas is searched, Escape empties the search, and a system leads to its concept', async ({
  snow,
  page,
}) => {
  await snow.open();
  const panel = await openInside(snow);
  await panel.getByRole('tab', { name: 'Atlas' }).click();
  const table = panel.getByRole('table', { name: 'Systems of the source texts' });
  await expect(table).toBeVisible();
  const all = await table.getByRole('row').count();
  expect(all).toBeGreaterThan(50);
  const search = panel.getByRole('searchbox', { name: 'Search' });
  await search.fill('denali');
  await expect(table.getByRole('rowheader', { name: /^Denali/ })).toBeVisible();
  expect(await table.getByRole('row').count()).toBeLessThan(all);
  await page.keyboard.press('Escape');
  await expect(search).toHaveValue('');
  await expect(search).toBeFocused();
  await expect(table.getByRole('row')).toHaveCount(all);

  await table.getByRole('button', { name: /^Denali: / }).focus();
  await page.keyboard.press('Enter');
  await expect(panel.getByRole('tab', { name: 'Concepts' })).toHaveAttribute(
    'aria-selected',
    'true',
  );
  await expect(panel.getByRole('article').getByRole('heading', { level: 2 })).toBeFocused();
});

test('an assumption that makes no sense is refused, and goes with a reset', async ({
  snow,
  page,
}) => {
  await snow.open();
  const panel = await openInside(snow);
  await panel.getByRole('tab', { name: 'Model' }).click();
  const low = panel.getByRole('textbox', { name: 'A hypercall, from, cycles' });
  const standard = await low.inputValue();
  for (const reset of ['Reset A hypercall', 'Reset all']) {
    await low.fill('many');
    await page.keyboard.press('Enter');
    await expect(panel.getByRole('alert')).toContainText('is not a number, so it was not taken');
    await expect(low).toHaveAttribute('aria-invalid', 'true');
    await panel.getByRole('button', { name: reset }).click();
    await expect(low).toHaveValue(standard);
    await expect(panel.getByRole('alert')).toHaveCount(0);
  }
  await low.fill('1');
  await page.keyboard.press('Enter');
  await expect(panel.getByText('1 changed by you.')).toBeVisible();
  await expect(panel.getByText(`Changed by you from ${standard}`)).toBeVisible();
});

test('what somebody assumes is told of the events at once on the next visit', async ({
  snow,
  page,
}) => {
  await snow.open();
  const panel = await openInside(snow);
  await panel.getByRole('tab', { name: 'Model' }).click();
  const worlds = panel.getByRole('region', { name: 'The same events in five worlds' });
  await expect(worlds.getByRole('rowheader', { name: 'Container' })).toBeVisible();
  await expect(worlds).toContainText('Left out: ');
  await panel.getByRole('combobox', { name: 'HLT: leaves the guest' }).selectOption('never');
  await expect(panel.getByText('1 changed by you.')).toBeVisible();
  await panel.getByRole('tab', { name: 'Events' }).click();
  await page.reload();
  await snow.expectPhase('running');
  await panel.getByRole('button', { name: /^Halt/ }).click();
  await expect(panel.getByText('Stays in the guest. As you assume.')).toBeVisible();

  await panel.getByRole('tab', { name: 'Model' }).click();
  await panel.getByRole('button', { name: 'Reset all' }).click();
  await expect(panel.getByText('Nothing is changed.')).toBeVisible();
});
