import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { expect, test } from './fixtures.ts';

test('a paste of 100 kB arrives complete', async ({ snow, page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await snow.open();
  const text = Array.from({ length: 2000 }, (_, i) => `${i} ${'snow '.repeat(9)}\n`).join('');
  expect(text.length).toBeGreaterThan(100_000);
  await snow.type('cat > /tmp/paste\n');
  await page.evaluate((pasted) => navigator.clipboard.writeText(pasted), text);
  await page.keyboard.press('Control+Shift+V');
  await snow.expectConsole('1999 snow');
  await page.keyboard.press('Control+D');
  const digest = createHash('md5').update(text).digest('hex');
  expect((await snow.run('md5sum < /tmp/paste', 0, 50_000)).output).toBe(`${digest}  -\n`);
});

test('Ctrl-C interrupts, arrow keys recall, Tab completes', async ({ snow, page }) => {
  await snow.open();
  await snow.type('sleep 1000\n');
  await page.keyboard.press('Control+C');
  await snow.type('echo one-$((1+1))\n');
  await snow.expectConsole('one-2');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await snow.expectConsole(/one-2\n[\s\S]*one-2\n/);
  await snow.type('cat /etc/os-r');
  await page.keyboard.press('Tab');
  await snow.expectConsole('cat /etc/os-release');
});

test('the console fits the window, and a running vi learns of a new size', async ({
  snow,
  page,
}) => {
  await snow.open();
  const { output } = await snow.run('stty size');
  const rows = Number(output.split(' ')[0]);
  expect(rows).toBeGreaterThan(24);
  await snow.run('seq 200 > /tmp/numbers');
  await snow.type('vi /tmp/numbers\n');
  await snow.expectConsole(new RegExp(`^${rows - 1}$`, 'm'));
  await page.setViewportSize({ width: 900, height: 500 });
  await expect.poll(async () => (await snow.screen()).split('\n').length).toBeLessThan(rows);
  await snow.type(':q!\n');
  await expect
    .poll(async () => Number((await snow.run('stty size')).output.split(' ')[0]))
    .toBeLessThan(rows);
});

/** What the shell writes when a command has ended well: the marks around the prompt, and the prompt. */
const PROMPT =
  '\x1b]133;D;0\x07\x1b]133;A\x07\x1b[1;32mroot@tiny\x1b[0m:\x1b[1;34m~\x1b[0m# \x1b]133;B\x07';

const SOAK = process.env['SNOWGLOBE_SOAK'] !== undefined;
const FLOOD_LINES = SOAK ? 600_000 : 60_000;
const FLOOD_TIMEOUT_MS = SOAK ? 20 * 60_000 : 50_000;

test('a flood arrives complete and in order at the terminal, and the page stays usable', async ({
  snow,
  page,
}) => {
  await snow.open();
  await snow.run('true');
  const before = await snow.receivedAtRest();
  const lines = Array.from({ length: FLOOD_LINES }, (_, index) => `${index + 1}\r\n`).join('');
  const flood = Buffer.from(`seq ${FLOOD_LINES}\r\n\x1b]133;C\x07${lines}${PROMPT}`);
  const { output } = await snow.run(`seq ${FLOOD_LINES}`, 0, FLOOD_TIMEOUT_MS);
  expect(output).toBe(lines.replaceAll('\r', ''));
  await expect
    .poll(() => snow.received())
    .toEqual({
      bytes: before.bytes + flood.length,
      crc32: crc32(flood, before.crc32),
    });
  await page.getByRole('button', { name: 'Pause' }).click({ timeout: 1000 });
  await snow.expectPhase('paused');
});

test('text on the console is found', async ({ snow, page }) => {
  await snow.open();
  await snow.run('seq 1000; echo nee""dle; seq 1000');
  await page.getByRole('button', { name: 'Find in console' }).click();
  await page.getByLabel('Text to find').fill('needle');
  await expect(page.getByRole('search')).toContainText(/1 of 1|1\/1/);
});

test.describe('guest output is untrusted', () => {
  test('cannot write the clipboard', async ({ snow, page, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await snow.open();
    await page.evaluate(() => navigator.clipboard.writeText('mine'));
    await snow.run("printf '\\033]52;c;%s\\007' $(echo stolen | base64)");
    await snow.run('echo settled');
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('mine');
  });

  test('cannot put markup into the page, nor rename it', async ({ snow, page }) => {
    await snow.open();
    const title = await page.title();
    await snow.run(
      'printf \'\\033]0;<img src=x onerror=alert(1)>\\007<img src=x onerror="document.title=1"><b>bold</b>\\n\'',
    );
    await snow.expectConsole('<b>bold</b>');
    expect(await page.title()).toBe(title);
    expect(await page.locator('img[src="x"]').count()).toBe(0);
  });

  test('cannot open a window, with or without a link', async ({ snow, page, context }) => {
    await snow.open();
    await snow.run(
      "printf '\\033]8;;javascript:alert(1)\\007click\\033]8;;\\007 http://127.0.0.1:9/ \\033[5t\\033[2t\\n'",
    );
    await snow.run('echo settled');
    expect(context.pages()).toEqual([page]);
    expect(page.url()).toMatch(/127\.0\.0\.1:4179\/$/);
  });
});
