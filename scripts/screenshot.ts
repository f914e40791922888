// Makes the pictures in docs/ from the real page: its own machine, after a few commands and freezes, and taken back in time.
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { preview } from 'vite';
import type { Snowglobe } from '#protocol/snowglobe';
import { CHROMIUM_FLAGS, findChromium } from './chromium.mjs';
import { ensureBuilt, ensureInstalled, ROOT } from './steps.mjs';

declare global {
  var snowglobe: Snowglobe;
}

const COMMANDS = [
  'uname -srm; grep MemTotal /proc/meminfo',
  'lua -e \'for i = 1, 5 do io.write(2 ^ (10 * i) // 1 | 0, " ") end print()\'',
  'for i in $(seq 16 51); do printf "\\033[48;5;%dm  " $i; done; printf "\\033[0m\\n"',
  'ls --color /',
];

/** What the machine is taken back through. */
const SCENES = [
  'mkdir work; cd work; for i in 1 2 3 4 5 6; do date > note-$i; sleep 0.3; done; ls -l',
  "seq 1 400 | awk '{ s += $1 } END { print s }'",
  "lua -e 'for i = 1, 8 do print(i, i * i, 2 ^ i) end'",
  'md5sum /bin/busybox note-*',
  'cd; rm -rf work /etc; ls /etc',
  'echo "What have I done?"',
];

ensureInstalled();
ensureBuilt();
const server = await preview({ root: ROOT, preview: { host: '127.0.0.1', port: 4310 } });
const browser = await chromium.launch({
  executablePath: await findChromium(),
  args: CHROMIUM_FLAGS,
});
const page = await browser.newPage({
  viewport: { width: 1280, height: 720 },
  colorScheme: 'dark',
});
await page.goto(server.resolvedUrls?.local[0] ?? '');
await page.waitForFunction(() => globalThis.snowglobe?.machines()[0]?.status().phase === 'running');
await page.evaluate(async (commands) => {
  const [machine] = snowglobe.machines();
  for (const command of commands) await machine?.run(command);
}, COMMANDS);
// Two seconds of rest, so that the header's live figures are those of a machine at its prompt.
await page.waitForTimeout(2000);
await page.screenshot({ path: join(ROOT, 'docs', 'screenshot.png') });

await page.evaluate(async () => {
  const [machine] = snowglobe.machines();
  const start = await machine?.freeze({ name: 'Before the experiment' });
  await machine?.run(
    "cd /tmp; lua -e 'for i = 1, 9 do print(i, i * i) end' > squares; cat squares",
  );
  await machine?.freeze({ name: 'Squares' });
  if (start) await machine?.resumeFrom(start.id);
  await machine?.run("cd /tmp; seq 1 12 | awk '{ s += $1; print $1, s }' | tee sums | tail -n 5");
  await machine?.freeze({ name: 'Sums instead' });
});
await page.getByRole('button', { name: /^Snapshots/ }).click();
await page
  .getByRole('button', { name: /^Close$|^Dismiss/ })
  .first()
  .waitFor();
await page.waitForTimeout(2000);
await page.screenshot({ path: join(ROOT, 'docs', 'snapshots.png') });

await page.getByRole('button', { name: 'Close snapshots' }).click();
await page.evaluate(async (commands) => {
  const [machine] = snowglobe.machines();
  await machine?.run('cd; clear');
  for (const command of commands) {
    await machine?.run(`${command}; sleep 2`);
    if (command.startsWith('seq')) await machine?.bookmark('While it was all there');
  }
}, SCENES);
// The film has all of it by then.
await page.waitForTimeout(12_000);
const track = page.getByRole('slider', { name: /^Instant of/ });
const box = await track.boundingBox();
if (box === null) throw new Error('There is no timeline.');
await page.mouse.move(box.x + box.width * 0.99, box.y + 20);
await page.mouse.down();
await page.mouse.move(box.x + box.width * 0.52, box.y + 20, { steps: 8 });
await page.mouse.up();
await page.waitForTimeout(2000);
await page.screenshot({ path: join(ROOT, 'docs', 'time.png') });
await browser.close();
await server.close();
console.log('docs/screenshot.png, docs/snapshots.png, docs/time.png');
