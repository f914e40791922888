import AxeBuilder from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';

test('the buttons pause, resume, reset and switch off', async ({ snow, page }) => {
  await snow.open();
  await page.getByRole('button', { name: 'Pause' }).click();
  await snow.expectPhase('paused');
  await page.getByRole('button', { name: 'Resume' }).click();
  await snow.expectPhase('running');
  await snow.run('echo kept > /tmp/kept');
  await page.getByRole('button', { name: 'Reset' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Reset', exact: true }).click();
  await snow.expectPhase('booting');
  await snow.expectPhase('running');
  expect((await snow.run('ls /tmp/kept')).exitCode).toBe(1);
  await page.getByRole('button', { name: 'Power off' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Power off', exact: true }).click();
  await snow.expectPhase('off');
  await page.getByRole('button', { name: 'Start again' }).click();
  await snow.expectPhase('running');
});

test('New machine boots what was asked for, its devices with it', async ({ snow, page }) => {
  await snow.open();
  await page.getByRole('button', { name: 'New machine', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('lab');
  await dialog.getByLabel('Memory in MiB').fill('48');
  await dialog.getByRole('radio', { name: 'NE2000' }).check();
  await dialog.getByRole('radio', { name: 'Blank' }).check();
  await dialog.getByRole('button', { name: 'Start' }).click();
  await snow.expectPhase('running', 1);
  const { output } = await snow.run('cat /sys/block/sda/size; ls /sys/bus/pci/drivers; free -m', 1);
  expect(output).toContain('ne2k-pci');
  expect(Number(output.split('\n')[0])).toBeGreaterThan(0);
  await expect(page.getByRole('tab', { name: /^lab/ })).toHaveAttribute('aria-selected', 'true');
});

test('New machine says which sizes are possible, and starts none that is not', async ({
  snow,
  page,
}) => {
  await snow.open();
  await page.getByRole('button', { name: 'New machine', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Memory in MiB').fill('16');
  await dialog.getByRole('button', { name: 'Start' }).click();
  await expect(dialog.getByText(/at least 32 MiB/).first()).toBeVisible();
  expect(await page.evaluate(() => snowglobe.machines().length)).toBe(1);
});

test('a guest that powers itself off, or panics, is shown as that', async ({ snow, page }) => {
  await snow.open();
  await snow.type('poweroff\n');
  await snow.expectPhase('off');
  await expect(page.getByRole('note')).toContainText(/switched itself off|powered itself off/i);
  await page.getByRole('button', { name: 'Start again' }).click();
  await snow.expectPhase('running');
  await snow.type('echo c > /proc/sysrq-trigger\n');
  await snow.expectPhase('panicked');
  await expect(page.getByRole('note')).toContainText('sysrq triggered crash');
  await expect(page.getByRole('alert')).toHaveCount(0);
});

test('a question that was called off gives the keyboard back', async ({ snow, page }) => {
  await snow.open();
  const { keyboard } = page;
  const dialog = page.getByRole('dialog');
  const reset = page.getByRole('button', { name: 'Reset', exact: true });
  const ends = [
    () => dialog.getByRole('button', { name: 'Cancel' }).click(),
    () => dialog.getByRole('button', { name: 'Close' }).click(),
    () => page.mouse.click(5, 400),
    () => keyboard.press('Escape'),
  ];
  for (const [times, end] of ends.entries()) {
    await reset.click();
    await end();
    await expect(dialog).toHaveCount(0);
    await expect(page.getByRole('textbox', { name: /^Console of/ })).toBeFocused();
    await keyboard.type(`echo back-$((${times}+1))\n`);
    await snow.expectConsole(`back-${times + 1}`);
  }
  // By keyboard it goes back to the button.
  await reset.focus();
  await keyboard.press('Enter');
  await keyboard.press('Enter');
  await expect(reset).toBeFocused();

  await page.getByRole('button', { name: 'Power off' }).click();
  await dialog.getByRole('button', { name: 'Power off', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Start again' })).toBeFocused();
});

test('a machine made without a connection says so, and starts once there is one', async ({
  snow,
  page,
  context,
}) => {
  await snow.open();
  // With what the first machine was made of, a second one needs no connection.
  const session = await context.newCDPSession(page);
  await session.send('Network.clearBrowserCache');
  await context.setOffline(true);
  await page.evaluate(() => void snowglobe.boot('tiny').catch(() => {}));
  await snow.expectPhase('failed', 1);
  await expect(page.getByRole('alert')).toContainText('tiny 2 was not started');
  await expect(page.getByRole('alert')).not.toContainText('lost');
  await context.setOffline(false);
  await page.getByRole('button', { name: 'Start again' }).click();
  await snow.expectPhase('running', 1);
});

test('nothing in the header lies over something else, at any width', async ({ snow, page }) => {
  await snow.open();
  await page.getByRole('button', { name: 'Appearance' }).click();
  await page.getByRole('radio', { name: 'Projector' }).check({ force: true });
  await page.keyboard.press('Escape');
  for (const width of [1440, 1250, 1024, 900, 720, 600, 390]) {
    await page.setViewportSize({ width, height: 768 });
    const overlaps = await page.evaluate(() => {
      const parts = [...document.querySelectorAll('header button, [role="tabpanel"] > section *')]
        .filter((part) => part.matches('button, dt, dd, [role="status"]'))
        .map((part) => ({ name: part.textContent, box: part.getBoundingClientRect() }))
        .filter(({ box }) => box.width > 1);
      return parts.flatMap(({ name, box: a }, index) =>
        parts
          .slice(index + 1)
          .filter(
            ({ box: b }) =>
              a.left < b.right - 1 &&
              b.left < a.right - 1 &&
              a.top < b.bottom - 1 &&
              b.top < a.bottom - 1,
          )
          .map((other) => `${name} / ${other.name}`)
          .concat(a.right > innerWidth ? [`${name} / edge`] : []),
      );
    });
    expect(overlaps, `${width} pixels wide`).toEqual([]);
  }
});

for (const colorScheme of ['light', 'dark'] as const) {
  for (const [width, height] of [
    [1440, 900],
    [360, 740],
  ] as const) {
    test(`no accessibility violations, ${colorScheme}, ${width} pixels wide`, async ({
      snow,
      page,
    }) => {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.setViewportSize({ width, height });
      await snow.open();
      const check = async () => {
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect(violations.map(({ id, nodes }) => ({ id, html: nodes.map((n) => n.html) }))).toEqual(
          [],
        );
      };
      await check();
      await page.getByRole('button', { name: 'New machine', exact: true }).click();
      await expect(page.getByRole('dialog')).toBeVisible();
      await check();
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(overflow).toBeLessThanOrEqual(0);
    });
  }
}

test('the page runs no script but its own files, and asks no other server', async ({ page }) => {
  await page.goto('/');
  const refused = await page.evaluate(async () => {
    const directives: string[] = [];
    const told = new Promise<void>((resolve) => {
      document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => {
        directives.push(effectiveDirective);
        if (directives.length === 2) resolve();
      });
    });
    const script = document.createElement('script');
    script.textContent = 'globalThis.ran = true';
    document.body.append(script);
    const answer = await fetch('http://127.0.0.1:4178/').catch(() => null);
    await told;
    return { directives, ran: 'ran' in globalThis, answered: answer !== null };
  });
  expect(refused).toEqual({
    directives: ['script-src-elem', 'connect-src'],
    ran: false,
    answered: false,
  });
});

/** Presses Tab until the focus is on something, at most once round the page. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let presses = 0; presses < 20; presses++) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  await expect(target).toBeFocused();
}

test('everything is reached by keyboard alone', async ({ snow, page }) => {
  await snow.open();
  const { keyboard } = page;
  const tab = page.getByRole('tab', { name: /^tiny/ });
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  const choice = (name: string) =>
    page.getByRole('dialog').getByRole('button', { name, exact: true });
  const press = async (name: string) => {
    await tabTo(page, button(name));
    await keyboard.press('Enter');
  };

  await keyboard.type('echo typed-$((1+1))\n');
  await snow.expectConsole('typed-2');
  await keyboard.press('F6');
  await expect(tab).toBeFocused();
  await keyboard.press('F6');
  await keyboard.type('echo again-$((1+1))\n');
  await snow.expectConsole('again-2');

  await keyboard.press('F6');
  await press('Pause');
  await snow.expectPhase('paused');
  await press('Resume');
  await snow.expectPhase('running');

  await press('Find in console');
  await keyboard.type('again-2');
  await expect(page.getByRole('search')).toContainText('1 of 1');
  await keyboard.press('Escape');

  await keyboard.press('F6');
  await press('New machine');
  await expect(page.getByRole('dialog', { name: 'New machine' })).toBeVisible();
  await keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await press('Larger console text');
  await press('Appearance');
  await expect(page.getByRole('group', { name: 'Theme' })).toBeVisible();
  await keyboard.press('Escape');

  await press('Reset');
  await tabTo(page, choice('Reset'));
  await keyboard.press('Enter');
  await snow.expectPhase('booting');
  await snow.expectPhase('running');
  await keyboard.type('echo anew-$((1+1))\n');
  await snow.expectConsole('anew-2');

  await keyboard.press('F6');
  await press('Power off');
  await tabTo(page, choice('Power off'));
  await keyboard.press('Enter');
  await snow.expectPhase('off');
  await expect(button('Start again')).toBeFocused();
  await keyboard.press('F6');
  await press('Start again');
  await snow.expectPhase('running');

  await keyboard.press('F6');
  await keyboard.press('Delete');
  await tabTo(page, choice('Remove'));
  await keyboard.press('Enter');
  await press('Start Tiny Linux');
  await snow.expectPhase('running');
});
