import type { Locator } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { counted, expectAccessible, openInside } from './inside-panel.ts';

declare global {
  /** How often the panel has asked the worker of a machine something. */
  var askedFromInside: number;
}

test('the panel opens beside the console, which keeps the keyboard and becomes narrower', async ({
  snow,
  page,
}) => {
  await snow.open();
  const columns = async () => Number((await snow.run('stty size')).output.trim().split(' ')[1]);
  // The guest hears of the page's size a moment after its prompt.
  await expect.poll(columns).toBeGreaterThan(80);
  const before = await columns();
  const panel = await openInside(snow);
  await page.keyboard.type('echo typed-$((1+1))\n');
  await snow.expectConsole('typed-2');
  await expect.poll(columns).toBeLessThan(before);
  await panel.getByRole('button', { name: 'Close Inside' }).click();
  await expect(panel).toHaveCount(0);
  await expect.poll(columns).toBe(before);
  await page.keyboard.type('echo again-$((1+1))\n');
  await snow.expectConsole('again-2');
});

test('by keyboard the panel opens with the focus on its tab, and gives the keyboard back', async ({
  snow,
  page,
}) => {
  await snow.open();
  const { keyboard } = page;
  const tab = (name: string) => page.getByRole('tab', { name, exact: true });
  await keyboard.press('Control+Shift+X');
  await expect(tab('Now')).toBeFocused();
  await keyboard.press('ArrowRight');
  await expect(tab('Events')).toBeFocused();
  await expect(tab('Events')).toHaveAttribute('aria-selected', 'true');
  await expect(page.getByRole('tabpanel', { name: 'Events' })).toBeVisible();
  await keyboard.press('Home');
  await expect(tab('Now')).toBeFocused();
  await keyboard.press('End');
  await keyboard.press('F6');
  await keyboard.type('echo typed-$((1+1))\n');
  await snow.expectConsole('typed-2');
  // The console's Escape is the guest's.
  await keyboard.press('Escape');
  await expect(tab('Now')).toBeVisible();
  await tab('Now').click();
  await keyboard.press('Escape');
  await expect(tab('Now')).toHaveCount(0);
  await expect(page.getByRole('textbox', { name: /^Console of/ })).toBeFocused();
  await keyboard.type('echo again-$((1+1))\n');
  await snow.expectConsole('again-2');
});

test('it is as it was left after a reload', async ({ snow, page }) => {
  await snow.open();
  const panel = await openInside(snow);
  await panel.getByRole('tab', { name: 'Events' }).click();
  await panel.getByRole('button', { name: 'Full screen' }).click();
  // The console is not on the screen.
  await page.reload();
  await snow.expectPhase('running');
  await expect(panel.getByRole('tab', { name: 'Events' })).toHaveAttribute('aria-selected', 'true');
  await expect(snow.console).toBeHidden();
  await panel.getByRole('button', { name: 'Show the console' }).click();
  await expect(snow.console).toBeVisible();
  await panel.getByRole('button', { name: 'Close Inside' }).click();
  await snow.open();
  await expect(panel).toHaveCount(0);
});

test('full screen, F6 and Escape lead back to the console', async ({ snow, page }) => {
  await snow.open();
  const panel = await openInside(snow);
  const { keyboard } = page;
  for (const [times, key] of ['F6', 'Escape'].entries()) {
    await panel.getByRole('button', { name: 'Full screen' }).click();
    await expect(snow.console).toBeHidden();
    await keyboard.press(key);
    await expect(snow.console).toBeVisible();
    await expect(panel).toBeVisible();
    if (key === 'Escape') await keyboard.press('F6');
    await keyboard.type(`echo back-$((${times}+1))\n`);
    await snow.expectConsole(`back-${times + 1}`);
  }
});

test('of the two panels one is open', async ({ snow, page }) => {
  await snow.open();
  const inside = await openInside(snow);
  const snapshots = await snow.openSnapshots();
  await expect(inside).toHaveCount(0);
  await openInside(snow);
  await expect(snapshots).toHaveCount(0);
  await page.getByRole('button', { name: 'Snapshots' }).click();
  await expect(inside).toHaveCount(0);
});

test('nothing of it is fetched, and nothing asked, before it is opened and after it is closed', async ({
  snow,
  page,
}) => {
  // The panel asks from a file of its own, which is on the stack then.
  await page.addInitScript(() => {
    globalThis.askedFromInside = 0;
    Error.stackTraceLimit = 50;
    const post = MessagePort.prototype.postMessage;
    const count = () => {
      if (/Inside-[^/]*\.js/.test(new Error().stack ?? '')) globalThis.askedFromInside++;
    };
    MessagePort.prototype.postMessage = function (...args: unknown[]) {
      count();
      return Reflect.apply(post, this, args);
    };
    const postToWorker = Worker.prototype.postMessage;
    Worker.prototype.postMessage = function (...args: unknown[]) {
      count();
      return Reflect.apply(postToWorker, this, args);
    };
  });
  const files: string[] = [];
  page.on('request', (request) => files.push(request.url()));
  const fetched = () => files.filter((url) => /\/(Inside|plot)-/.test(url)).length;
  const asked = () => page.evaluate(() => globalThis.askedFromInside);
  // The guest's clock, as the page itself shows it: it asks once a second.
  const nextSecond = async () => {
    const time = page.getByText(/^\d+:\d\d$/).first();
    const before = (await time.textContent()) ?? '';
    await expect(time).not.toHaveText(before);
  };

  await snow.open();
  await nextSecond();
  expect([fetched(), await asked()]).toEqual([0, 0]);
  const panel = await openInside(snow);
  await expect.poll(asked).toBeGreaterThan(2);
  // What draws the charts comes last.
  await expect.poll(() => files.some((url) => url.includes('/plot-'))).toBe(true);
  await panel.getByRole('button', { name: 'Close Inside' }).click();
  await expect(panel).toHaveCount(0);
  await nextSecond();
  const afterwards = await asked();
  await nextSecond();
  await nextSecond();
  expect(await asked()).toBe(afterwards);
});

test('a panel whose part of the page cannot be fetched says so, and the console goes on', async ({
  snow,
  page,
  pageErrors,
}) => {
  await snow.open();
  await page.route('**/Inside-*', (route) => route.abort());
  await page.getByRole('button', { name: 'Inside', exact: true }).click();
  await expect(page.getByRole('log', { name: 'Notices' })).toContainText('could not be fetched');
  await page.keyboard.type('echo typed-$((1+1))\n');
  await snow.expectConsole('typed-2');
  // The browser’s own words about the request.
  expect(pageErrors.filter((error) => !error.startsWith('Failed to load resource'))).toEqual([]);
  pageErrors.length = 0;
});

/** What shows that a room is drawn, and what in it leaves a part of its rows: one row is like the other. */
const ROOMS: readonly (readonly [
  string,
  (panel: Locator) => Locator,
  ((panel: Locator) => Promise<void>)?,
])[] = [
  ['Now', (panel) => panel.locator('[data-sentence]')],
  [
    'Events',
    (panel) => panel.getByRole('table', { name: 'Events' }),
    async (panel) => {
      await panel.getByRole('combobox', { name: 'Device' }).selectOption('serial port');
      await panel.getByRole('button', { name: /^serial port: write/ }).click();
    },
  ],
  ['Concepts', (panel) => panel.getByRole('article')],
  [
    'Atlas',
    (panel) => panel.getByRole('table', { name: 'Systems of the source texts' }),
    (panel) => panel.getByRole('searchbox', { name: 'Search' }).fill('xen'),
  ],
  ['Model', (panel) => panel.getByRole('table', { name: /^What one costs/ })],
];

test('no accessibility violations, in any theme and at any width', async ({ snow, page }) => {
  test.setTimeout(600_000);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await snow.open();
  const panel = await openInside(snow);
  for (const [theme, width, height] of [
    ['Light', 1440, 900],
    ['Light', 1280, 800],
    ['Dark', 1024, 768],
    ['Projector', 1440, 900],
    ['Light', 390, 844],
  ] as const) {
    await page.setViewportSize({ width, height });
    await page.getByRole('button', { name: 'Appearance' }).click();
    await page.getByRole('radio', { name: theme }).check({ force: true });
    await page.keyboard.press('Escape');
    for (const [name, content, narrow] of ROOMS) {
      await test.step(`${name}, ${theme}, ${width} pixels wide`, async () => {
        await panel.getByRole('tab', { name }).click();
        await expect(content(panel)).toBeVisible();
        // All of the page in each theme, and every row once; then some of them.
        const isFirst = theme === 'Light' && width === 1440;
        const whole = name === 'Now' || isFirst;
        if (whole) await expectAccessible(snow);
        await narrow?.(panel);
        if (!whole || narrow !== undefined) await expectAccessible(snow, 'aside');
        const overflow = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        expect(overflow).toBeLessThanOrEqual(0);
        await expect(panel.getByRole('list', { name: 'Key to the numbers' })).toBeVisible();
      });
    }
    const cut = await panel
      .getByRole('tablist')
      .evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth);
    expect(cut).toBeLessThanOrEqual(0);
  }
});

test('the sentence is of the command that was typed, and its number is the machine’s own', async ({
  snow,
}) => {
  await snow.open();
  const panel = await openInside(snow);
  await snow.type('echo costs-$((1+1))\n');
  await snow.expectConsole('costs-2');
  const sentence = panel.locator('[data-sentence]');
  await expect(sentence).toContainText('“echo costs-$((1+1))”, cost');
  const { lastCommand } = await counted(snow);
  const instructions = lastCommand?.measured.instructions ?? 0;
  expect(instructions).toBeGreaterThan(0);
  await expect(sentence).toContainText(`${instructions.toLocaleString('en')} instructions`);
});

test('the table counts from here, by device, holds still, and is copied', async ({
  snow,
  page,
  context,
}) => {
  await snow.open();
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const panel = await openInside(snow);
  await panel.getByRole('tab', { name: 'Events' }).click();
  const writes = panel.getByRole('row', { name: /^serial port: write/ });
  const count = async () =>
    Number.parseInt(
      ((await writes.getByRole('cell').first().textContent()) ?? '').replaceAll(',', ''),
      10,
    );
  await expect(writes).toBeVisible();
  await panel.getByRole('combobox', { name: 'Device' }).selectOption('serial port');
  await expect(panel.getByRole('row', { name: /^Halt/ })).toHaveCount(0);
  await panel.getByRole('button', { name: 'Count from here' }).click();
  await expect.poll(count).toBeLessThan(100);
  const { output } = await snow.run('seq 1000');
  // A byte on the console is at least one access.
  await expect.poll(count).toBeGreaterThan(output.length);

  await panel.getByRole('button', { name: 'Hold' }).click();
  const held = await writes.textContent();
  const before = (await counted(snow)).measured.consoleBytes.out;
  await snow.run('seq 1000');
  await expect
    .poll(async () => (await counted(snow)).measured.consoleBytes.out)
    .toBeGreaterThan(before);
  expect(await writes.textContent()).toBe(held);
  // Whoever looks at another tab finds the table as it was.
  await panel.getByRole('tab', { name: 'Now' }).click();
  await panel.getByRole('tab', { name: 'Events' }).click();
  expect(await writes.textContent()).toBe(held);
  await expect(panel.getByRole('button', { name: 'Hold' })).toHaveAttribute('aria-pressed', 'true');
  await expect(panel.getByRole('combobox', { name: 'Count' })).toHaveValue('here');

  await panel.getByRole('button', { name: 'Copy as CSV' }).click();
  await expect(panel.getByRole('status')).toHaveText('The table was copied as CSV.');
  const csv = await page.evaluate(() => navigator.clipboard.readText());
  expect(csv).toMatch(/^group,event,device,kind,count,/);
  expect(csv).toMatch(/^Port I\/O,serial port: write \(8-bit OUT\),serial port,measured,\d+,/m);
});

test('where the counters are set to zero, nothing is counted from before', async ({
  snow,
  page,
}) => {
  await snow.open();
  const panel = await openInside(snow);
  await panel.getByRole('tab', { name: 'Events' }).click();
  await expect(panel.getByRole('table', { name: 'Events' })).toBeVisible();
  const span = panel.getByRole('combobox', { name: 'Count' });
  await panel.getByRole('button', { name: 'Count from here' }).click();
  await expect(span).toHaveValue('here');
  await page.evaluate(() => snowglobe.machines()[0]?.resetCounters());
  await expect(span).toHaveValue('minute');
  await expect(span.getByRole('option', { name: 'From here' })).toHaveCount(0);
});

test('what is not countable has a row that says so, and no number', async ({ snow }) => {
  await snow.open();
  const { notCountable } = await counted(snow);
  expect(notCountable.length).toBeGreaterThan(0);
  const panel = await openInside(snow);
  await panel.getByRole('tab', { name: 'Events' }).click();
  for (const { event, reason } of notCountable) {
    await expect(panel.getByRole('row', { name: event }).first()).toContainText('not counted');
    await expect(panel.getByRole('cell', { name: reason }).first()).toBeVisible();
  }
});

test('the panel, opened and closed, leaves a script the samples that it takes', async ({
  snow,
  page,
}) => {
  await snow.open();
  const windows = async () => (await counted(snow))?.sampled?.windows ?? 0;
  await page.evaluate(() => snowglobe.machines()[0]?.sample(true));
  await snow.run('seq 20000 | md5sum');
  const taken = await windows();
  expect(taken).toBeGreaterThan(10);
  const panel = await openInside(snow);
  await expect(panel.getByText('decoded one by one')).toBeVisible();
  expect(await windows()).toBeGreaterThanOrEqual(taken);
  await panel.getByRole('button', { name: 'Close Inside' }).click();
  await expect(panel).toHaveCount(0);
  expect(await windows()).toBeGreaterThanOrEqual(taken);
});
