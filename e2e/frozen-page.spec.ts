import { soaked } from '../worker/node/soak.ts';
import { expect, type SnowglobePage, test } from './fixtures.ts';

/** How long the browser freezes the page. */
const FROZEN_MS = soaked(6000, 60_000);

/** An instant of the first machine, and all of it that the page can see. */
interface Instant {
  readonly atNs: number;
  readonly seen: string;
}

function stands(snow: SnowglobePage): Promise<Instant> {
  return snow.page.evaluate(async () => {
    const machine = snowglobe.machines()[0];
    if (!machine) throw new Error('There is no machine.');
    const { instructions, guestTimeNs, measured } = await machine.counters();
    const seen = JSON.stringify([instructions, measured, await machine.screen()]);
    return { atNs: guestTimeNs, seen };
  });
}

function rewindTo(snow: SnowglobePage, atNs: number): Promise<void> {
  return snow.page.evaluate((ns) => snowglobe.machines()[0]?.rewindTo(ns), atNs);
}

/** Lets a command end, and stands still there for a moment. */
async function record(snow: SnowglobePage, command: string): Promise<Instant> {
  await snow.run(command);
  await snow.page.evaluate(() => snowglobe.machines()[0]?.pause());
  const instant = await stands(snow);
  await snow.page.evaluate(() => snowglobe.machines()[0]?.resume());
  return instant;
}

test('what a machine did before, while and after the browser froze its page is gone through again', async ({
  snow,
  page,
  context,
}) => {
  await snow.open();
  const instants = [await record(snow, 'ls -lR /etc | md5sum')];
  const session = await context.newCDPSession(page);
  await page.evaluate(() =>
    snowglobe.machines()[0]?.type('while :; do date; ls /etc | md5sum; sleep 0.1; done\r'),
  );
  await snow.expectConsole(/UTC/);
  await session.send('Page.setWebLifecycleState', { state: 'frozen' });
  // The time itself is what is tested.
  await new Promise((resolve) => setTimeout(resolve, FROZEN_MS));
  await session.send('Page.setWebLifecycleState', { state: 'active' });
  await page.evaluate(() => snowglobe.machines()[0]?.type('\x03'));
  instants.push(await record(snow, 'true'));
  instants.push(await record(snow, 'cat /proc/uptime'));
  await snow.run('true');

  for (const { atNs, seen } of [...instants].reverse()) {
    await rewindTo(snow, atNs);
    expect((await stands(snow)).seen).toBe(seen);
  }
  // Through it once more, each point compared with what it was.
  await page.evaluate(async () => {
    const machine = snowglobe.machines()[0];
    await machine?.setRate('max');
    await machine?.play();
  });
  await snow.expectPhase('running');
  await page.evaluate(() => snowglobe.machines()[0]?.setRate(1));
  expect((await snow.run('echo on')).output).toBe('on\n');
});
