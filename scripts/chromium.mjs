// Finds a browser for the tests: an installed one, Playwright's own, or Debian's package.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const COMMANDS = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
];

const PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** What the tests pass to it: no sandbox as root, no GPU, no calls home. */
export const CHROMIUM_FLAGS = [
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Chromium takes the last such flag: this one replaces Playwright's, and repeats what matters of it.
  `--disable-features=${[
    'DestroyProfileOnBrowserClose',
    'HttpsUpgrades',
    'MediaRouter',
    'OptimizationHints',
    'PaintHolding',
    // Pages of the browser's own, which each new window would load beside ours, a second of a processor long.
    'WebUIOmniboxAimPopup',
    'WebUIOmniboxPopup',
  ].join()}`,
];

/**
 * The path of a Chromium or Chrome, installed if need be and possible.
 * @returns {Promise<string>}
 * @throws with a sentence that says what to install
 */
export async function findChromium() {
  const found = installed() ?? (await playwrightsOwn()) ?? debians();
  if (found) return found;
  throw new Error(
    'No browser to test in: install Chromium or Google Chrome, or run "npx playwright install chromium".',
  );
}

function installed() {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const onPath = COMMANDS.flatMap((command) => folders.map((folder) => join(folder, command)));
  return [...onPath, ...PLACES].find((path) => existsSync(path));
}

async function playwrightsOwn() {
  const { chromium } = await import('@playwright/test');
  const path = chromium.executablePath();
  return existsSync(path) ? path : undefined;
}

function debians() {
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) return undefined;
  console.log('No browser found: installing Debian’s package chromium…');
  const quiet = { stdio: /** @type {const} */ ('inherit') };
  spawnSync('apt-get', ['update', '-q'], quiet);
  spawnSync('apt-get', ['install', '-qy', '--no-install-recommends', 'chromium'], quiet);
  return installed();
}
