import type { Browser } from '@playwright/test';
import { configOf, createScriptedMachine, NODE_FILES } from '../../worker/node/node-machine.ts';
import { type Effort, type Figure, figureOf } from './figure.ts';
import { type Contest, inPairs, measureBoth } from './pairs.ts';
import type { Servers } from './servers.ts';
import { SnowglobeTab } from './snowglobe-tab.ts';
import { estimateMedian, relativeHalfWidth } from './statistics.ts';
import { StockTab } from './stock-tab.ts';
import { newContext } from './tab.ts';

/** From a click to a prompt: in milliseconds, against stock v86, and in instructions. */
export async function measureBoot(
  browser: Browser,
  servers: Servers,
  effort: Effort,
): Promise<Figure[]> {
  const visits: { coldMs: number; warmMs: number }[] = [];
  const stockMs: number[] = [];
  const contests = await inPairs(['boot'], effort, async (_, snowglobeFirst) => {
    const pair = await measureBoth(
      snowglobeFirst,
      async () => {
        const visit = await visitTwice(browser, servers.cold);
        visits.push(visit);
        return visit.coldMs;
      },
      () => visitStock(browser, servers.stock),
    );
    stockMs.push(pair.stockMs);
    return new Map([['boot', pair]]);
  });
  const contest = contests.get('boot');
  if (!contest) throw new Error('No boot was measured.');
  return [...timeFigures(visits, contest), await countInstructions()];
}

function timeFigures(
  visits: readonly { coldMs: number; warmMs: number }[],
  contest: Contest,
): Figure[] {
  const cold = estimateMedian(visits.map(({ coldMs }) => coldMs));
  const warm = estimateMedian(visits.map(({ warmMs }) => warmMs));
  const width = `half the interval is ${(relativeHalfWidth(cold) * 100).toFixed(1)} %`;
  return [
    figureOf(
      { id: 'boot.first-visit', title: 'Cold boot, first visit', unit: 'ms', detail: width },
      cold,
    ),
    figureOf(
      { id: 'boot.next-visit', title: 'Cold boot, next visit', unit: 'ms', detail: 'files cached' },
      warm,
    ),
    figureOf(
      {
        id: 'boot.ratio',
        title: 'Cold boot, first visit, speed against stock v86',
        unit: 'ratio',
        detail: `Snowglobe ${contest.snowglobeMs.toFixed(0)} ms, stock ${contest.stockMs.toFixed(0)} ms`,
      },
      contest.ratio,
    ),
  ];
}

async function visitTwice(
  browser: Browser,
  url: string,
): Promise<{ coldMs: number; warmMs: number }> {
  const context = await newContext(browser);
  const first = await SnowglobeTab.open(browser, url, context);
  await first.page.close();
  const next = await SnowglobeTab.open(browser, url, context);
  await next.close();
  return { coldMs: first.bootMs, warmMs: next.bootMs };
}

async function visitStock(browser: Browser, url: string): Promise<number> {
  const tab = await StockTab.open(browser, url);
  await tab.close();
  return tab.bootMs;
}

/** Time is a function of what is executed here, so the count is the same on every machine. */
async function countInstructions(): Promise<Figure> {
  const machine = createScriptedMachine();
  let atPrompt: Promise<{ instructions: number }> | null = null;
  // The listener is called between two slices, and reads the count before the next one.
  machine.watchStatus(({ phase }) => {
    if (phase === 'running') atPrompt ??= machine.counters();
  });
  await machine.boot(configOf('tiny'), NODE_FILES);
  const { instructions } = await (atPrompt ?? machine.counters());
  await machine.powerOff();
  return {
    id: 'boot.instructions',
    title: 'Cold boot, instructions at the prompt',
    unit: 'instructions',
    value: instructions,
    interval: null,
    samples: 1,
    detail: 'exact and repeatable',
  };
}
