import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { expect, type SnowglobePage, test } from './fixtures.ts';

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
  // Until the shell has left its line editor, Ctrl-C is a character like others.
  await snow.type('echo begun-$((1+1)); sleep 1000\n');
  await snow.expectConsole(/^begun-2$/m);
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

/** The height of the console, in lines, as the guest knows it. */
async function guestRows(snow: SnowglobePage): Promise<number> {
  return Number((await snow.run('stty size')).output.split(' ')[0]);
}

test('the console fits the window, and a running vi learns of a new size', async ({
  snow,
  page,
}) => {
  await snow.open();
  await expect.poll(() => guestRows(snow)).toBeGreaterThan(24);
  const rows = await guestRows(snow);
  await snow.run('seq 200 > /tmp/numbers');
  await snow.type('vi /tmp/numbers\n');
  await snow.expectConsole(new RegExp(`^${rows - 1}$`, 'm'));
  await page.setViewportSize({ width: 900, height: 500 });
  await expect.poll(async () => (await snow.screen()).split('\n').length).toBeLessThan(rows);
  await snow.type(':q!\n');
  await expect.poll(() => guestRows(snow)).toBeLessThan(rows);
});

/** What the shell writes when a command has ended well: the marks around the prompt, and the prompt. */
const PROMPT =
  '\x1b]133;D;0\x07\x1b]133;A\x07\x1b[1;32mroot@tiny\x1b[0m:\x1b[1;34m~\x1b[0m# \x1b]133;B\x07';

const SOAK = process.env['SNOWGLOBE_SOAK'] !== undefined;
const FLOOD_LINES = SOAK ? 600_000 : 60_000;
const FLOOD_TIMEOUT_MS = SOAK ? 20 * 60_000 : 80_000;

test('a flood arrives complete and in order at the terminal, and the page stays usable', async ({
  snow,
  page,
}) => {
  await snow.open();
  // The shell draws its prompt anew when it hears of the window's size.
  await expect.poll(() => guestRows(snow)).toBeGreaterThan(24);
  const before = await snow.receivedAtRest();
  const lines = Array.from({ length: FLOOD_LINES }, (_, index) => `${index + 1}\r\n`).join('');
  const flood = Buffer.from(`seq ${FLOOD_LINES}\r\n\x1b]133;C\x07${lines}${PROMPT}`);
  // The pointer waits over the button, so that only the page's own answer takes time.
  await page.getByRole('button', { name: 'Pause' }).hover();
  const run = snow.run(`seq ${FLOOD_LINES}`, 0, FLOOD_TIMEOUT_MS);
  await snow.expectConsole(/^\d{4}$/m);
  await page.mouse.down();
  await page.mouse.up();
  await expect
    .poll(() => snow.status(), { timeout: 1500, intervals: [50] })
    .toEqual({ phase: 'paused' });
  expect(await snow.screen()).not.toMatch(new RegExp(`^${FLOOD_LINES}$`, 'm'));
  await page.getByRole('button', { name: 'Resume' }).click();
  const { output } = await run;
  expect(output).toBe(lines.replaceAll('\r', ''));
  await expect
    .poll(() => snow.received())
    .toEqual({
      bytes: before.bytes + flood.length,
      crc32: crc32(flood, before.crc32),
    });
});

test('text on the console is found', async ({ snow, page }) => {
  await snow.open();
  await snow.run('seq 1000; echo nee""dle; seq 1000');
  await page.getByRole('button', { name: 'Find in console' }).click();
  await page.getByLabel('Text to find').fill('needle');
  await expect(page.getByRole('search')).toContainText(/1 of 1|1\/1/);
});

/** The terminal takes the pointer for its text, which takes none itself. */
const OVER_TEXT = { force: true } as const;

test('what is selected is copied', async ({ snow, page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await snow.open();
  await snow.run('echo snow""flake');
  await page.getByText('snowflake', { exact: true }).dblclick(OVER_TEXT);
  await page.keyboard.press('Control+Shift+C');
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe('snowflake');
  await page.keyboard.type('echo still-$((1+1))\n');
  await snow.expectConsole('still-2');
});

test('256 and true colours are drawn as they were meant', async ({ snow, page }) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await snow.open();
  await snow.run(
    "printf '\\033[38;5;208mpalette\\033[0m \\033[38;2;200;150;255;48;2;10;20;30mtrue\\033[0m\\n'",
  );
  const coloursOf = (text: string) =>
    page.getByText(text, { exact: true }).evaluate((element) => {
      const { color, backgroundColor } = getComputedStyle(element);
      return { color, backgroundColor };
    });
  expect(await coloursOf('palette')).toMatchObject({ color: 'rgb(255, 135, 0)' });
  expect(await coloursOf('true')).toEqual({
    color: 'rgb(200, 150, 255)',
    backgroundColor: 'rgb(10, 20, 30)',
  });
});

test('reversed text has the colours of the other, exchanged', async ({ snow, page }) => {
  await snow.open();
  await snow.run("printf '\\033[7mrever''sed\\033[0m\\n'");
  const { color, backgroundColor, ground, text } = await page
    .getByText('reversed', { exact: true })
    .evaluate((element) => {
      const probe = document.createElement('i');
      probe.style.color = 'var(--console-text)';
      probe.style.backgroundColor = 'var(--console-ground)';
      document.body.append(probe);
      const wanted = getComputedStyle(probe);
      const { color, backgroundColor } = getComputedStyle(element);
      return { color, backgroundColor, ground: wanted.backgroundColor, text: wanted.color };
    });
  expect({ color, backgroundColor }).toEqual({ color: ground, backgroundColor: text });
});

test('the bell is seen, and passes', async ({ snow, page }) => {
  await snow.open();
  const ringing = page.locator('[data-console][data-bell]');
  await expect(ringing).toHaveCount(0);
  const rung = page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        new MutationObserver(() => resolve()).observe(document, {
          subtree: true,
          attributeFilter: ['data-bell'],
        });
      }),
  );
  await snow.run("printf '\\a'");
  await rung;
  await expect(ringing).toHaveCount(0);
});

test.describe('a link on the console', () => {
  /** Writes a text with an address behind it (OSC 8). */
  const writeLink = (snow: SnowglobePage, address: string, text: string) =>
    snow.run(`printf '\\033]8;;${address}\\007${text}\\033]8;;\\007\\n'`);

  test.beforeEach(({ context }) =>
    context.route('http://link.test/**', (route) => route.fulfill({ body: 'there' })),
  );

  test('that shows its address opens after a click, and not before', async ({
    snow,
    page,
    context,
  }) => {
    await snow.open();
    await snow.run('echo http://link"".test/plain');
    const link = page.getByText('http://link.test/plain', { exact: true });
    await link.hover(OVER_TEXT);
    expect(context.pages()).toEqual([page]);
    const opened = context.waitForEvent('page');
    await link.click(OVER_TEXT);
    const there = await opened;
    await expect(there).toHaveURL('http://link.test/plain');
    expect(await there.evaluate(() => window.opener)).toBeNull();
  });

  test('whose text is not its address is asked about first', async ({ snow, page, context }) => {
    await snow.open();
    await writeLink(snow, 'http://link.test/hidden', 'harmless');
    const link = page.getByText('harmless', { exact: true });
    await link.hover(OVER_TEXT);
    await link.click(OVER_TEXT);
    const question = page.getByRole('dialog', { name: 'Open this address?' });
    await expect(question).toContainText('http://link.test/hidden');
    await question.getByRole('button', { name: 'Cancel' }).click();
    expect(context.pages()).toEqual([page]);
    // The terminal looks for links where the pointer comes into another cell.
    await snow.console.hover({ position: { x: 300, y: 300 } });
    await link.hover(OVER_TEXT);
    await link.click(OVER_TEXT);
    const opened = context.waitForEvent('page');
    await question.getByRole('button', { name: 'Open' }).click();
    await expect(await opened).toHaveURL('http://link.test/hidden');
  });

  test('that is no web address does nothing', async ({ snow, page, context }) => {
    await snow.open();
    let asked = 0;
    page.on('dialog', (dialog) => {
      asked++;
      void dialog.dismiss();
    });
    for (const address of ['javascript:alert(1)', 'data:text/html,hello', 'file:///etc/passwd']) {
      await writeLink(snow, address, 'trap');
      const link = page.getByText('trap', { exact: true });
      await link.hover(OVER_TEXT);
      await link.click(OVER_TEXT);
      await snow.run('clear');
    }
    await expect(page.getByRole('dialog')).toHaveCount(0);
    expect(asked).toBe(0);
    expect(context.pages()).toEqual([page]);
  });
});

test.describe('on a phone', () => {
  test.use({ hasTouch: true, isMobile: true, viewport: { width: 390, height: 844 } });

  test('the key bar has the keys that its keyboard lacks', async ({ snow, page }) => {
    await snow.open();
    const key = (name: string) =>
      page.getByRole('toolbar', { name: 'Keys' }).getByRole('button', { name, exact: true });
    await snow.console.tap();
    await page.keyboard.type('echo begun-$((1+1)); sleep 1000\n');
    await snow.expectConsole(/^begun-2$/m);
    await key('Ctrl').tap();
    await expect(key('Ctrl')).toHaveAttribute('aria-pressed', 'true');
    await page.keyboard.insertText('c');
    await expect(key('Ctrl')).toHaveAttribute('aria-pressed', 'false');
    await page.keyboard.type('echo one-$((1+1))\n');
    await snow.expectConsole(/^one-2$/m);

    await key('Up').tap();
    for (let times = 0; times < 6; times++) await key('Left').tap();
    await key('Right').tap();
    await page.keyboard.type('2');
    await page.keyboard.press('Enter');
    await snow.expectConsole(/^one-22$/m);

    await key('Up').tap();
    await key('Up').tap();
    await key('Down').tap();
    await page.keyboard.press('Enter');
    await snow.expectConsole(/^one-22\n[\s\S]*^one-22$/m);

    await page.keyboard.type('cat /etc/os-r');
    await key('Tab').tap();
    await snow.expectConsole('cat /etc/os-release');
    await key('Ctrl').tap();
    await page.keyboard.insertText('c');

    await page.keyboard.type('vi /tmp/note\n');
    await snow.expectConsole(/^~$/m);
    await page.keyboard.type('iwritten');
    await key('Esc').tap();
    // What follows Esc at once is part of a key's sequence to vi.
    await snow.expectConsole(/^- \/tmp\/note/m);
    await page.keyboard.type(':wq\n');
    await expect.poll(() => snow.run('cat /tmp/note')).toMatchObject({ output: 'written\n' });
  });
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

  test('cannot recolour the console, and may ask for its colours', async ({ snow, page }) => {
    await snow.open();
    const colours = () =>
      page.evaluate(() => [
        ...new Set(
          [...document.querySelectorAll('[data-console] *')].flatMap((element) => {
            const { color, backgroundColor } = getComputedStyle(element);
            return [color, backgroundColor];
          }),
        ),
      ]);
    await snow.run(
      "printf '\\033]11;#ff0000\\007\\033]10;#ff0000\\007\\033]12;#ff0000\\007\\033]4;1;#fe0000;2;#ff0000\\007\\033[31mred\\033[32mgreen\\033[0m\\n'",
    );
    await snow.expectConsole('redgreen');
    expect(await colours()).not.toContain('rgb(255, 0, 0)');
    expect(await colours()).not.toContain('rgb(254, 0, 0)');
    const { output } = await snow.run(
      "stty -echo raw min 0 time 20; printf '\\033]11;?\\007'; dd bs=64 count=1 2>/dev/null > /tmp/told; stty sane; tr -d '\\033\\007' < /tmp/told",
    );
    expect(output).toContain(']11;rgb:');
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
    expect(page.url()).toMatch(/127\.0\.0\.1:\d+\/$/);
  });
});
