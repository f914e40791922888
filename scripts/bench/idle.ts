import type { Browser } from '@playwright/test';
import { type Effort, type Figure, figureOf } from './figure.ts';
import { rendererSeconds } from './renderer-seconds.ts';
import type { Servers } from './servers.ts';
import { SnowglobeTab } from './snowglobe-tab.ts';
import { estimateMedian, median } from './statistics.ts';
import { StockTab } from './stock-tab.ts';
import type { Tab } from './tab.ts';

const SETTLES_MS = 15_000;
const WATCHED_MS = 10_000;

/** What a machine at its prompt takes of one core, in all of its page's process. */
export async function measureIdle(
  browser: Browser,
  servers: Servers,
  effort: Effort,
): Promise<Figure[]> {
  const turns = effort.quick ? 1 : 5;
  const tab = await SnowglobeTab.open(browser, servers.snowglobe);
  const shares = await idleShares(browser, tab, turns);
  const stock = await StockTab.open(browser, servers.stock);
  const stockShares = await idleShares(browser, stock, turns);
  return [
    figureOf(
      {
        id: 'idle.share',
        title: 'Idle machine, share of one core',
        unit: 'share',
        detail: `stock v86 ${(median(stockShares) * 100).toFixed(1)} %`,
      },
      estimateMedian(shares),
    ),
  ];
}

async function idleShares(browser: Browser, tab: Tab, turns: number): Promise<number[]> {
  await tab.page.bringToFront();
  await tab.page.waitForTimeout(SETTLES_MS);
  const shares: number[] = [];
  for (let turn = 0; turn < turns; turn++) {
    const start = performance.now();
    const before = await rendererSeconds(browser);
    await tab.page.waitForTimeout(WATCHED_MS);
    const seconds = (await rendererSeconds(browser)) - before;
    shares.push((seconds * 1000) / (performance.now() - start));
    console.log(`  ${((shares.at(-1) ?? 0) * 100).toFixed(2)} %`);
  }
  await tab.close();
  return shares;
}
