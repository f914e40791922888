import type { Browser } from '@playwright/test';
import { keepBusy, letRest } from './busy.ts';
import { type Effort, type Figure, figureOf } from './figure.ts';
import { inPairs, measureBoth, type Pair, shareOfTime, timesInWords } from './pairs.ts';
import type { Servers } from './servers.ts';
import { SnowglobeTab } from './snowglobe-tab.ts';
import { estimateMedian } from './statistics.ts';
import { StockTab } from './stock-tab.ts';
import type { Tab } from './tab.ts';

/** What happens to an idle machine after it was saved. */
const CHANGE = 'dd if=/dev/urandom of=/tmp/changed bs=64k count=64 2>/dev/null';
/** Less than a machine must be at rest to save itself. */
const CHANGES_MS = 500;
const SPEED_WATCHED_MS = 2000;
const FULL_SPEED = 0.9;

const TITLES = {
  idle: 'Resume in place, idle, as a share of `get`, `restore_state` and `run`',
  busy: 'Resume in place, busy, as a share of `get`, `restore_state` and `run`',
  speed: 'Resume in place, busy, until it is at 90 % of its speed, as a share of stock v86’s',
} as const;

type Name = keyof typeof TITLES;

/** From the call that brings a changed machine back to its running, and to its full speed, against stock v86. */
export async function measureResume(
  browser: Browser,
  servers: Servers,
  effort: Effort,
): Promise<Figure[]> {
  const asNewMs: number[] = [];
  const contests = await inPairs(names(), effort, async (_, snowglobeFirst) => {
    const snowglobe = await SnowglobeTab.open(browser, servers.snowglobe);
    await snowglobe.hold();
    const stock = await StockTab.open(browser, servers.stock);
    await stock.hold();
    const idle = await measureBoth(
      snowglobeFirst,
      () => bringBackIdle(snowglobe),
      () => bringBackIdle(stock),
    );
    const speeds = { snowglobeMs: 0, stockMs: 0 };
    const busy = await measureBoth(
      snowglobeFirst,
      () =>
        bringBackBusy(snowglobe, (ms) => {
          speeds.snowglobeMs = ms;
        }),
      () =>
        bringBackBusy(stock, (ms) => {
          speeds.stockMs = ms;
        }),
    );
    asNewMs.push(await snowglobe.bringBackAsNew());
    await snowglobe.close();
    await stock.close();
    return new Map<Name, Pair>([
      ['idle', idle],
      ['busy', busy],
      ['speed', speeds],
    ]);
  });
  const figures = names().flatMap((name) => {
    const contest = contests.get(name);
    if (!contest) return [];
    const words = { id: `resume.${name}`, title: TITLES[name], unit: 'ratio' } as const;
    return [figureOf({ ...words, detail: timesInWords(contest) }, shareOfTime(contest))];
  });
  return [
    ...figures,
    figureOf(
      {
        id: 'resume.new',
        title: 'Resume as a new machine, busy',
        unit: 'ms',
        detail: 'with a worker of its own',
      },
      estimateMedian(asNewMs),
    ),
  ];
}

function names(): Name[] {
  return ['idle', 'busy', 'speed'];
}

async function bringBackIdle(tab: Tab): Promise<number> {
  await tab.release();
  await tab.save();
  await tab.time(CHANGE);
  await tab.page.waitForTimeout(CHANGES_MS);
  const ms = await tab.bringBack();
  await tab.hold();
  return ms;
}

async function bringBackBusy(tab: Tab, noteSpeed: (ms: number) => void): Promise<number> {
  await tab.release();
  await keepBusy(tab);
  const before = await tab.page.evaluate((ms) => speed.average(ms), SPEED_WATCHED_MS);
  await tab.save();
  await tab.page.waitForTimeout(CHANGES_MS);
  const startMs = await tab.page.evaluate(() => performance.now());
  const ms = await tab.bringBack();
  const fullMs = await tab.page.evaluate(([perMs, from]) => speed.reaches(perMs, from), [
    before * FULL_SPEED,
    startMs,
  ] as const);
  noteSpeed(fullMs);
  await letRest(tab);
  await tab.hold();
  return ms;
}
