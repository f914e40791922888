import type { Browser } from '@playwright/test';
import { keepBusy } from './busy.ts';
import { type Effort, type Figure, figureOf } from './figure.ts';
import type { Servers } from './servers.ts';
import { SnowglobeTab } from './snowglobe-tab.ts';
import { estimateMedian, relativeHalfWidth } from './statistics.ts';

const WATCHED_MS = 2000;

/** Speeds of one machine, in instructions a millisecond. */
interface Speeds {
  readonly whole: number;
  readonly incremental: number;
  /** With no save, before both, between them and after. */
  readonly without: readonly [number, number, number];
}

/** How fast the guest goes on while it is saved: the first time, whole, and again and again after that. */
export async function measureWhileSaving(
  browser: Browser,
  servers: Servers,
  { leastPairs, mostPairs, precision }: Effort,
): Promise<Figure[]> {
  const whole: number[] = [];
  const incremental: number[] = [];
  for (let turn = 1; turn <= mostPairs; turn++) {
    const { without, ...speeds } = await watchSaves(browser, servers.cold);
    const [before, between, after] = without;
    whole.push((2 * speeds.whole) / (before + between));
    incremental.push((2 * speeds.incremental) / (between + after));
    const estimates = [estimateMedian(whole), estimateMedian(incremental)];
    console.log(`  ${turn}. ${estimates.map(({ value }) => value.toFixed(3)).join(', ')}`);
    const enough = estimates.every((estimate) => relativeHalfWidth(estimate) < precision);
    if (turn >= leastPairs && enough) break;
  }
  return [
    figureOf(
      {
        id: 'saving.whole',
        title: 'Speed of a busy guest while it is saved, whole',
        unit: 'ratio',
        detail: 'a machine’s first freeze, against the seconds before and after it',
      },
      estimateMedian(whole),
    ),
    figureOf(
      {
        id: 'saving.incremental',
        title: 'Speed of a busy guest while it is saved again and again',
        unit: 'ratio',
        detail: 'one freeze after the other, against the seconds before and after them',
      },
      estimateMedian(incremental),
    ),
  ];
}

/** A machine that has booted in an empty library: the first save writes all of it. */
async function watchSaves(browser: Browser, url: string): Promise<Speeds> {
  const tab = await SnowglobeTab.open(browser, url);
  const alone = () => tab.page.evaluate((ms) => speed.average(ms), WATCHED_MS);
  const saving = (forMs: number) =>
    tab.page.evaluate(
      (ms) => speed.during(ms, async () => snowglobe.machines()[0]?.freeze()),
      forMs,
    );
  await keepBusy(tab);
  const before = await alone();
  const whole = await saving(0);
  const between = await alone();
  const incremental = await saving(WATCHED_MS);
  const after = await alone();
  await tab.close();
  return { whole, incremental, without: [before, between, after] };
}
