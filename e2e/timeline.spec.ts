import AxeBuilder from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { dragBackBefore, past, placeAt, track } from './past-bar.ts';

/** The ink on a picture: how many of its pixels are not the ground. */
function ink(canvas: Locator): Promise<number> {
  return canvas.evaluate((element) => {
    if (!(element instanceof HTMLCanvasElement)) throw new Error('This is no canvas.');
    const { width, height } = element;
    const pixels = element.getContext('2d')?.getImageData(0, 0, width, height).data ?? [];
    const words = new Uint32Array(Uint8ClampedArray.from(pixels).buffer);
    const ground = words[words.length - 1];
    return words.filter((word) => word !== ground).length;
  });
}

async function focusConsole(page: Page): Promise<void> {
  await page.locator('[data-console]:visible').click();
}

test('a visitor is invited to drag time back, sees when it is, and that nothing typed counts; and comes back to now', async ({
  snow,
  page,
}) => {
  await snow.open();
  await expect(past(page).getByText('Drag back in time')).toBeVisible();
  await snow.run('echo a mistake; sleep 1');
  await dragBackBefore(snow, 'a mistake');
  const label = page.locator('[data-past-label]');
  await expect(label).toContainText(/\d s ago/);
  await expect(label).toContainText('Nothing typed here reaches it.');
  await expect(past(page).getByText('Drag back in time')).toHaveCount(0);

  await focusConsole(page);
  await page.keyboard.type('echo from the future\n');
  await expect(label).toHaveAttribute('data-nudged', 'true');
  await past(page).getByRole('button', { name: 'Back to now' }).click();
  await snow.expectPhase('running');
  await expect(label).toHaveCount(0);
  await snow.run('true');
  expect(await snow.screen()).toContain('a mistake');
  expect(await snow.screen()).not.toContain('from the future');
});

test('there is a film of the console, and a picture of the instant that is pointed at', async ({
  snow,
  page,
}) => {
  await snow.open();
  await snow.run('for i in $(seq 1 20); do echo line $i of many; done; sleep 1');
  await expect.poll(() => ink(past(page).locator('[data-film]'))).toBeGreaterThan(100);
  const early = await placeAt(page, 0.02);
  await page.mouse.move(early.x, early.y);
  const picture = past(page).locator('[data-picture]');
  const before = await ink(picture);
  expect(before).toBeGreaterThan(0);
  const late = await placeAt(page, 0.98);
  await page.mouse.move(late.x, late.y);
  await expect.poll(() => ink(picture)).toBeGreaterThan(before);
  await page.mouse.move(late.x, 10);
  await expect(picture).toHaveCount(0);
});

test('an instant that was named is gone back to by its flag, with the pointer or with keys', async ({
  snow,
  page,
}) => {
  await snow.open();
  await snow.run('echo before');
  await past(page).getByRole('button', { name: 'Bookmark' }).click();
  await page.keyboard.type('all is well');
  // The instant is that at which the card was opened.
  await snow.run('echo after all');
  await page.keyboard.press('Enter');
  const flag = past(page).getByRole('button', { name: /^Go to bookmark “all is well”/ });
  await expect(flag).toBeVisible();
  await snow.run('echo after; sleep 1');
  await snow.freeze('a snapshot');
  await focusConsole(page);
  await page.keyboard.press('Control+Shift+B');
  await expect(
    past(page).getByRole('button', { name: /^Go to bookmark “Bookmark 2”/ }),
  ).toBeVisible();

  await flag.hover();
  await expect(past(page).getByText('bookmark “all is well”')).toBeVisible();
  await flag.click();
  await snow.expectPhase('rewound');
  await expect(past(page)).toHaveAttribute('aria-busy', 'false');
  expect(await snow.screen()).toContain('before');
  expect(await snow.screen()).not.toContain('after');
  await expect(track(page)).toHaveAttribute('aria-valuetext', /ago, all is well$/);

  await flag.focus();
  await page.keyboard.press('ArrowRight');
  await expect(
    past(page).getByRole('button', { name: /^Go to snapshot “a snapshot”/ }),
  ).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(past(page)).toHaveAttribute('aria-busy', 'false');
  expect(await snow.screen()).toContain('after');
});

test('a machine that stands still goes on step by step, and each is told', async ({
  snow,
  page,
}) => {
  await snow.open();
  const instructions = () =>
    page.evaluate(async () => (await snowglobe.machines()[0]?.counters())?.instructions ?? 0);
  await page.getByRole('button', { name: 'Pause' }).click();
  await snow.expectPhase('paused');
  const before = await instructions();
  await past(page).getByRole('button', { name: 'Step', exact: true }).click();
  const told = page.getByRole('status').filter({ hasText: 'instruction' });
  await page.getByRole('button', { name: 'Timer tick', exact: true }).click();
  await expect(told).toHaveText(/^Timer tick, after [\d,]+ instructions?\.$/);
  const ticked = await instructions();
  expect(ticked).toBeGreaterThan(before);
  await page.getByRole('button', { name: 'One slice', exact: true }).click();
  await expect(told).toHaveText(/^One slice: [\d,]+ instructions?\.$/);
  await page.keyboard.press('Escape');
  const sliced = await instructions();
  await page.keyboard.press('Control+Shift+E');
  await expect.poll(instructions).toBeGreaterThan(sliced);
  await snow.expectPhase('paused');

  await page.getByRole('button', { name: 'Resume' }).click();
  await expect(told).toHaveCount(0);
  await expect(past(page).getByRole('button', { name: 'Step', exact: true })).toHaveCount(0);
});

test('the processor is capped, and the past given memory, by choice or by number; nonsense is refused in a sentence', async ({
  snow,
  page,
}) => {
  await snow.open();
  const cap = () =>
    page.evaluate(async () => (await snowglobe.machines()[0]?.tempo())?.instructionsPerSecond);
  const budget = () =>
    page.evaluate(async () => (await snowglobe.machines()[0]?.timeline())?.budgetBytes);
  await past(page).getByRole('button', { name: 'Processor and past' }).click();
  const card = page.getByRole('region', { name: 'Processor and past' });
  await card.getByRole('button', { name: 'Instructions a second: 10 k' }).click();
  await expect.poll(cap).toBe(10_000);
  const field = card.getByRole('textbox', { name: 'Instructions a second' });
  await field.fill('2.5 M');
  await field.press('Enter');
  await expect.poll(cap).toBe(2_500_000);
  await field.fill('warp 9');
  await field.press('Enter');
  await expect(card.getByText('“warp 9” is no such number')).toBeVisible();
  expect(await cap()).toBe(2_500_000);
  await card.getByRole('button', { name: 'Instructions a second: unlimited' }).click();
  await expect.poll(cap).toBe(null);

  const memory = card.getByRole('textbox', { name: 'Memory for the past, in MiB' });
  await memory.fill('8');
  await memory.press('Enter');
  await expect(card.getByText('“8” is no such number')).toBeVisible();
  await memory.fill('16');
  await memory.press('Enter');
  await expect.poll(budget).toBe(16 * 2 ** 20);
  await expect(card.getByText(/^It reaches .* back/)).toBeVisible();
});

test('a stretch is saved as a replay by keyboard alone; it is watched, at another rate, and lived on from', async ({
  snow,
  page,
}) => {
  await snow.open();
  const { keyboard } = page;
  await snow.run('for i in 1 2 3; do echo scene $i; sleep 1; done');
  await expect(track(page)).toHaveAttribute('aria-valuetext', 'now');
  await track(page).focus();
  await keyboard.press('ArrowLeft');
  await snow.expectPhase('rewound');
  await expect(past(page)).toHaveAttribute('aria-busy', 'false');
  await keyboard.press('[');
  const start = past(page).getByRole('slider', { name: 'Start of the stretch' });
  await expect(start).toBeVisible();
  await keyboard.press('Tab');
  for (let tabs = 0; tabs < 4; tabs++) {
    if (await start.evaluate((element) => element === document.activeElement)) break;
    await keyboard.press('Tab');
  }
  await keyboard.press('Home');
  await past(page).getByRole('button', { name: 'Save replay' }).press('Enter');
  const saved = past(page).getByText(/is among the snapshots/);
  await expect(saved).toBeVisible();
  const download = page.waitForEvent('download');
  await past(page).getByRole('button', { name: 'Share file' }).click();
  expect((await download).suggestedFilename()).toMatch(/\.snowglobe$/);

  const replay = await page.evaluate(async () =>
    (await snowglobe.snapshots.list()).find(({ kind }) => kind === 'replay'),
  );
  await snow.openSnapshots();
  await page.getByRole('button', { name: `Play ${replay?.name}` }).click();
  await snow.expectPhase('rewound', 1);
  await expect(page.locator('[data-past-label]:visible')).toContainText(/^Replay, 0:0\d of 0:/);
  await expect(page.getByRole('tab', { selected: true })).toHaveAccessibleName(/Replay$/);
  const bar = page.getByRole('region', { name: /^Machine / });
  const freeze = bar.getByRole('button', { name: 'Freeze' });
  await expect(freeze).toBeDisabled();
  await expect(freeze).toHaveAccessibleDescription(/^A replay is among the snapshots already/);
  await page.evaluate(() => snowglobe.machines()[1]?.pause());
  await expect(past(page).getByRole('button', { name: 'Play' })).toBeVisible();
  await expect(bar.getByRole('button', { name: 'Pause' })).toBeDisabled();
  await past(page).getByRole('slider', { name: 'Time' }).focus();
  await keyboard.press('End');
  await expect(track(page)).toHaveAttribute('aria-valuetext', 'the end');
  expect(await snow.screen(1)).toContain('scene 3');
  await snow.expectPhase('rewound', 1);
  await past(page).getByRole('button', { name: 'Live on from here' }).click();
  await snow.expectPhase('running', 1);
  expect((await snow.run('echo alive', 1)).output).toBe('alive\n');
});

test('saving a replay shows how far it is, and Cancel ends it: nothing is kept, and the machine runs on', async ({
  snow,
  page,
}) => {
  await snow.open();
  // There is much to read of it.
  await snow.boot({ memoryMiB: 1024 });
  await snow.run('echo once; sleep 1', 1);
  await past(page).getByRole('button', { name: 'Cut a replay' }).click();
  const card = past(page).getByRole('region', { name: 'Stretch of the past' });
  await card.getByRole('button', { name: 'Save replay' }).click();
  await expect(card.getByText(/^Saving a replay of .*, reading: .* of .*/)).toBeVisible();
  await expect(card.getByRole('progressbar')).toHaveAttribute('value', /^0\.\d/);
  await card.getByRole('button', { name: 'Cancel' }).click();
  await expect(card).toHaveCount(0);
  await snow.expectPhase('running', 1);
  expect((await snow.run('echo alive', 1)).output).toBe('alive\n');
  const kinds = await page.evaluate(async () =>
    (await snowglobe.snapshots.list()).map(({ kind }) => kind),
  );
  expect(kinds).not.toContain('replay');
});

test('on a phone, too, the dial of time is there at once, in one line with what can be done', async ({
  snow,
  page,
}) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await snow.open();
  const dial = past(page).getByRole('slider', { name: 'Time', exact: true });
  await page.getByRole('button', { name: 'Pause' }).click();
  const step = await past(page).getByRole('button', { name: 'Step', exact: true }).boundingBox();
  const box = await dial.boundingBox();
  expect(box?.y ?? 0).toBeGreaterThan(step?.y ?? Number.NaN);
  expect(box?.y ?? 0).toBeLessThan((step?.y ?? Number.NaN) + (step?.height ?? 0));
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
  await dial.press('ArrowRight');
  await snow.expectPhase('running');
});

test('the past has no accessibility violations, and fits, on a wide screen and on a phone', async ({
  snow,
  page,
}) => {
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  await snow.open();
  await snow.run('echo once; sleep 1');
  await page.keyboard.press('Control+Shift+B');
  await expect(past(page).getByRole('toolbar', { name: 'Marks' })).toBeVisible();
  await track(page).focus();
  await page.keyboard.press('Home');
  await snow.expectPhase('rewound');
  await past(page).getByRole('button', { name: 'Cut a replay' }).click();
  await page.keyboard.press('Control+Shift+E');
  await expect(page.getByRole('status').filter({ hasText: 'instruction' })).toBeVisible();
  for (const [width, height, colorScheme] of [
    [1440, 900, 'dark'],
    [390, 844, 'light'],
  ] as const) {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme });
    await past(page).getByRole('button', { name: 'Processor and past' }).click();
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => ({ id, html: nodes.map((n) => n.html) }))).toEqual([]);
    await page.keyboard.press('Escape');
    const bar = await past(page).boundingBox();
    const buttons = await past(page).getByRole('button').all();
    for (const button of buttons) {
      const box = await button.boundingBox();
      expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(
        (bar?.x ?? 0) + (bar?.width ?? 0),
      );
    }
  }
});
