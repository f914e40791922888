import { defineConfig } from '@playwright/test';
import { CHROMIUM_FLAGS, findChromium } from './scripts/chromium.mjs';

/** Another, where two of these run at once. */
const PORT = Number(process.env.SNOWGLOBE_TEST_PORT ?? 4179);

export default defineConfig({
  testDir: 'e2e',
  testMatch: '*.spec.ts',
  outputDir: 'test-results',
  // Machines are heavy: two at once make each other's waits long.
  workers: 1,
  // Many times what a test takes on a machine that does nothing else.
  timeout: process.env.SNOWGLOBE_SOAK === undefined ? 180_000 : 30 * 60_000,
  expect: { timeout: 15_000 },
  forbidOnly: process.env.CI !== undefined,
  reporter: process.env.PLAYWRIGHT_JSON_OUTPUT_FILE ? [['list'], ['json']] : [['list']],
  use: {
    baseURL: `http://127.0.0.1:${PORT}`,
    viewport: { width: 1440, height: 900 },
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: process.env.SNOWGLOBE_CHROMIUM ?? (await findChromium()),
      args: CHROMIUM_FLAGS,
    },
  },
  webServer: {
    command: `node scripts/start.mjs --port ${PORT}`,
    url: `http://127.0.0.1:${PORT}`,
    timeout: 120_000,
  },
});
