import { chromium } from '@playwright/test';
import { expect, test } from './fixtures.ts';

/** Another computer as far as the browser knows, and this one. */
const HOST = 'plain.example';

test('a page that comes over plain http from another computer says why no machine starts', async ({
  launchOptions,
  baseURL,
}) => {
  const args = [...(launchOptions.args ?? []), `--host-resolver-rules=MAP ${HOST} 127.0.0.1`];
  const browser = await chromium.launch({ ...launchOptions, args });
  try {
    const page = await browser.newPage();
    const url = new URL(baseURL ?? '/');
    url.hostname = HOST;
    await page.goto(url.href);
    expect(await page.evaluate(() => isSecureContext)).toBe(false);
    await expect(page.getByRole('alert').first()).toContainText(
      /plain http from another computer.*Open it over https/,
    );
  } finally {
    await browser.close();
  }
});
