import type { Browser } from '@playwright/test';
import { keepBusy } from './busy.ts';
import { type Effort, type Figure, figureOf } from './figure.ts';
import { msInWords } from './pairs.ts';
import type { Servers } from './servers.ts';
import { SnowglobeTab } from './snowglobe-tab.ts';
import { estimateMedian, randomNumbers } from './statistics.ts';

const HISTORY_MS = 60_000;
const REWINDS = 20;

const TITLES = { idle: 'Rewind of an idle machine', busy: 'Rewind of a busy machine' } as const;

type Name = keyof typeof TITLES;

/** How long it takes from the present to a random instant of the last minute. */
export async function measureRewind(
  browser: Browser,
  servers: Servers,
  { quick }: Effort,
): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const name of ['idle', 'busy'] as const) {
    const ms: number[] = [];
    for (let turn = 1; turn <= (quick ? 1 : 3); turn++) {
      const taken = await rewindOften(browser, servers.snowglobe, name, turn);
      ms.push(...taken);
      console.log(`  ${turn}. ${name}: ${taken.map((one) => one.toFixed(0)).join(', ')} ms`);
    }
    figures.push(...figuresOf(name, ms));
  }
  return figures;
}

async function rewindOften(
  browser: Browser,
  url: string,
  name: Name,
  seed: number,
): Promise<number[]> {
  const tab = await SnowglobeTab.open(browser, url);
  if (name === 'busy') await keepBusy(tab);
  await tab.page.waitForTimeout(HISTORY_MS);
  const random = randomNumbers(seed);
  const { toNs } = await tab.timeline();
  const taken: number[] = [];
  for (let turn = 0; turn < REWINDS; turn++) {
    taken.push(await tab.rewindTo(toNs - random() * HISTORY_MS * 1e6));
    await tab.rewindTo((await tab.timeline()).toNs);
  }
  await tab.close();
  return taken;
}

function figuresOf(name: Name, ms: readonly number[]): Figure[] {
  const detail = 'from the call of `rewindTo`, in the present, until it resolves';
  const median = estimateMedian(ms);
  const worst = {
    id: `rewind.${name}-worst`,
    title: `${TITLES[name]} to a random instant of the last minute, longest`,
    unit: 'ms',
    value: Math.max(...ms),
    interval: null,
    samples: ms.length,
    detail: `median ${msInWords(median.value)}`,
  } as const;
  const title = `${TITLES[name]} to a random instant of the last minute, median`;
  return [figureOf({ id: `rewind.${name}`, title, unit: 'ms', detail }, median), worst];
}
