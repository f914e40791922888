import { chromium, type LaunchOptions, type Page } from '@playwright/test';
import { expect, SnowglobePage, test } from './fixtures.ts';

/** What the page says of a machine that failed. */
const alertOf = (page: Page) => page.getByRole('alert').first();

/** The machine that came with the page at its prompt cannot be had: machines boot. */
async function withoutBaked(page: Page): Promise<void> {
  await page.route('**/*.snowglobe', (route) => route.fulfill({ status: 404 }));
}

for (const [what, files, said] of [
  ['an image file', '**/kernel*', 'tiny/kernel.bin.gzip'],
  ['the program of the emulator', '**/libv86*.js', 'program of the emulator could not be fetched'],
] as const) {
  test(`${what} that is missing is named, and the machine starts once it is back`, async ({
    page,
  }) => {
    await withoutBaked(page);
    await page.route(files, (route) => route.fulfill({ status: 404 }));
    await page.goto('/');
    const snow = new SnowglobePage(page);
    await snow.expectPhase('failed');
    await expect(alertOf(page)).toContainText(said);
    await page.unroute(files);
    await page.getByRole('button', { name: 'Start again' }).click();
    await snow.expectPhase('running');
  });
}

test.describe('an image file', () => {
  test('that is cut short is refused', async ({ page }) => {
    await withoutBaked(page);
    await page.route('**/kernel*', async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: (await response.body()).subarray(0, 100_000) });
    });
    await page.goto('/');
    await new SnowglobePage(page).expectPhase('failed');
    await expect(alertOf(page)).toContainText(/tiny\/kernel\.bin\.gzip.*ends after 100000 of/);
  });

  test('that was changed in one bit is refused', async ({ page }) => {
    await withoutBaked(page);
    await page.route('**/bios*', async (route) => {
      const response = await route.fetch();
      const body = await response.body();
      body[500] = (body[500] ?? 0) ^ 1;
      await route.fulfill({ response, body });
    });
    await page.goto('/');
    await new SnowglobePage(page).expectPhase('failed');
    await expect(alertOf(page)).toContainText(/bios\.bin.*SHA-256/);
  });
});

test.describe('a worker', () => {
  test('that hangs is noticed within 5 seconds, others run on, and it can be started again', async ({
    snow,
    page,
  }) => {
    await snow.open();
    await snow.boot({ name: 'other', memoryMiB: 32 });
    const [worker] = snow.machineWorkers();
    const begun = Date.now();
    void worker?.evaluate('for (;;) {}').catch(() => {});
    await snow.expectPhase('failed');
    expect(Date.now() - begun).toBeLessThan(5500);
    expect(await snow.status()).toMatchObject({ failure: { name: 'WorkerLost' } });
    expect((await snow.run('echo alive', 1)).output).toBe('alive\n');
    await page.getByRole('tab', { name: /^tiny/ }).click();
    await expect(alertOf(page)).toContainText('stopped answering');
    await page.getByRole('button', { name: 'Start again' }).click();
    await snow.expectPhase('running');
  });

  test('that crashes is noticed within 5 seconds, and calls to it are refused by name', async ({
    snow,
    page,
  }) => {
    await snow.open();
    const pending = page.evaluate(() =>
      snowglobe
        .machines()[0]
        ?.run('sleep 1000', { timeoutMs: 60_000 })
        .then(
          () => 'done',
          (error: unknown) => (error instanceof Error ? error.name : ''),
        ),
    );
    await snow.expectConsole('sleep 1000');
    const begun = Date.now();
    await snow.crashWorker();
    await snow.expectPhase('failed');
    expect(Date.now() - begun).toBeLessThan(5500);
    expect(await pending).toBe('WorkerLost');
  });

  test('that crashes takes what was written to its disk, and the page says so', async ({
    snow,
    page,
  }) => {
    await snow.open();
    await expect(page.getByRole('tab')).toHaveCount(1);
    await page.evaluate(() => snowglobe.boot('tiny', { disk: { kind: 'blank', sizeMiB: 1 } }));
    await snow.crashWorker(1);
    await snow.expectPhase('failed', 1);
    await expect(alertOf(page)).toContainText('what was written to it is lost');
  });
});

/** The page in a browser of its own, started with flags for V8. */
async function inBrowserWith(
  flags: string,
  launchOptions: LaunchOptions,
  url: string | undefined,
  work: (page: Page, snow: SnowglobePage) => Promise<void>,
): Promise<void> {
  const args = [...(launchOptions.args ?? []), `--js-flags=${flags}`];
  const browser = await chromium.launch({ ...launchOptions, args });
  try {
    const page = await browser.newPage();
    await page.goto(url ?? '/');
    await work(page, new SnowglobePage(page));
  } finally {
    await browser.close();
  }
}

test('memory that the browser does not give is refused, and other machines run on', async ({
  launchOptions,
  baseURL,
}) => {
  // 256 MiB at most, in pages of 64 KiB.
  await inBrowserWith('--wasm-max-mem-pages=4096', launchOptions, baseURL, async (page, snow) => {
    await snow.expectPhase('running');
    const name = await page.evaluate(() =>
      snowglobe.boot('tiny', { memoryMiB: 1024 }).then(
        () => 'booted',
        (error: unknown) => (error instanceof Error ? error.name : ''),
      ),
    );
    expect(name).toBe('MemoryRefused');
    await expect(alertOf(page)).toContainText('1024 MiB');
    expect((await snow.run('echo alive')).output).toBe('alive\n');
  });
});

test('a page of which a part could not be fetched says so', async ({ page }) => {
  await page.route('**/draw*.js', (route) => route.abort());
  await page.goto('/');
  await expect(page.getByRole('alert')).toContainText('Check the connection');
});

test('a browser without WebAssembly is told so', async ({ page }) => {
  await page.route('**/machine-worker*.js', async (route) => {
    const response = await route.fetch();
    await route.fulfill({
      response,
      body: `delete globalThis.WebAssembly;\n${await response.text()}`,
    });
  });
  await page.goto('/');
  await new SnowglobePage(page).expectPhase('failed');
  await expect(alertOf(page)).toContainText('does not run WebAssembly');
});

test('a guest that runs out of memory loses a process, not the machine', async ({ snow }) => {
  await snow.open();
  await snow.boot({ memoryMiB: 32 });
  const { exitCode } = await snow.run('awk \'BEGIN { s = "x"; for (;;) s = s s }\'', 1, 60_000);
  expect(exitCode).not.toBe(0);
  expect((await snow.run('echo alive', 1)).output).toBe('alive\n');
});
