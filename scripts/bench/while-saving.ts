import type { Browser } from '@playwright/test';
import { keepBusy } from './busy.ts';
import { type Effort, type Figure, figureOf } from './figure.ts';
import type { Servers } from './servers.ts';
import { SnowglobeTab } from './snowglobe-tab.ts';
import { estimateMedian, relativeHalfWidth } from './statistics.ts';

const WATCHED_MS = 2000;

/** Speeds of one machine, each as a share of that without a save, just before and after. */
interface Speeds {
  /** During its first save. */
  readonly whole: number;
  /** Saved once a second. */
  readonly eachSecond: number;
  /** Saved without a rest. */
  readonly incremental: number;
}

const TITLES: Readonly<Record<keyof Speeds, readonly [title: string, detail: string]>> = {
  whole: [
    'Speed of a busy guest while it is saved, whole',
    'a machine’s first freeze, against the seconds before and after it',
  ],
  eachSecond: [
    'Speed of a busy guest that is saved once a second',
    'against the seconds before and after; by itself a machine is saved every 15 seconds',
  ],
  incremental: [
    'Speed of a busy guest while it is saved again and again',
    'one freeze after the other, against the seconds before and after them',
  ],
};

/** How fast the guest goes on while it is saved: the first time, whole, and again and again after that. */
export async function measureWhileSaving(
  browser: Browser,
  servers: Servers,
  { leastPairs, mostPairs, precision }: Effort,
): Promise<Figure[]> {
  const samples: Speeds[] = [];
  const names = Object.keys(TITLES) as (keyof Speeds)[];
  const estimate = (name: keyof Speeds) => estimateMedian(samples.map((speeds) => speeds[name]));
  for (let turn = 1; turn <= mostPairs; turn++) {
    samples.push(await watchSaves(browser, servers.cold));
    const estimates = names.map(estimate);
    console.log(`  ${turn}. ${estimates.map(({ value }) => value.toFixed(3)).join(', ')}`);
    const enough = estimates.every((found) => relativeHalfWidth(found) < precision);
    if (turn >= leastPairs && enough) break;
  }
  return names.map((name) => {
    const [title, detail] = TITLES[name];
    return figureOf({ id: `saving.${name}`, title, unit: 'ratio', detail }, estimate(name));
  });
}

/** A machine that has booted in an empty library: the first save writes all of it. */
async function watchSaves(browser: Browser, url: string): Promise<Speeds> {
  const tab = await SnowglobeTab.open(browser, url);
  const alone = () => tab.page.evaluate((ms) => speed.average(ms), WATCHED_MS);
  const saving = (forMs: number, everyMs: number) =>
    tab.page.evaluate(
      ([ms, every]) =>
        speed.during(ms, async () => {
          const rested = new Promise((resolve) => setTimeout(resolve, every));
          await snowglobe.machines()[0]?.freeze();
          await rested;
        }),
      [forMs, everyMs] as const,
    );
  await keepBusy(tab);
  const without = [await alone()];
  const during: number[] = [];
  for (const [forMs, everyMs] of [
    [0, 0],
    [2 * WATCHED_MS, 1000],
    [WATCHED_MS, 0],
  ] as const) {
    during.push(await saving(forMs, everyMs));
    without.push(await alone());
  }
  await tab.close();
  const [whole = 0, eachSecond = 0, incremental = 0] = during.map(
    (speed, turn) => (2 * speed) / ((without[turn] ?? 0) + (without[turn + 1] ?? 0)),
  );
  return { whole, eachSecond, incremental };
}
