import type { Browser } from '@playwright/test';
import { BareBrowser } from './bare-browser.ts';
import { type Effort, type Figure, figureOf } from './figure.ts';
import {
  type Contest,
  inPairs,
  measureBoth,
  type Pair,
  type Sides,
  shareOfTime,
  timesInWords,
} from './pairs.ts';
import type { Servers } from './servers.ts';
import { untilPrompt } from './snowglobe-tab.ts';
import { estimateMedian } from './statistics.ts';
import { LONGEST_MS } from './tab.ts';

const SIDES: Sides = ['baked', 'cold boot'];

const VISITS = {
  first: 'first visit',
  next: 'next visit',
} as const;

type Visit = keyof typeof VISITS;

/** From the navigation to a prompt that has answered: the page as it is, against the same page whose machine boots. */
export async function measureStart(
  _: Browser,
  servers: Servers,
  effort: Effort,
): Promise<Figure[]> {
  const browser = await BareBrowser.launch();
  const bakedMs: Record<Visit, number[]> = { first: [], next: [] };
  const visits: Visit[] = ['first', 'next'];
  const round = async (open: readonly string[], bakedFirst: boolean) => {
    const pairs = new Map<Visit, Pair>();
    for (const visit of visits.filter((known) => open.includes(known))) {
      const pair = await measureBoth(
        bakedFirst,
        () => visitMs(browser, servers.snowglobe, visit),
        () => visitMs(browser, servers.cold, visit),
      );
      bakedMs[visit].push(pair.snowglobeMs);
      pairs.set(visit, pair);
    }
    return pairs;
  };
  const contests = await inPairs(visits, effort, round, SIDES);
  await browser.close();
  return visits.flatMap((visit) => {
    const contest = contests.get(visit);
    return contest ? figuresOf(visit, contest, bakedMs[visit]) : [];
  });
}

function figuresOf(visit: Visit, contest: Contest, bakedMs: readonly number[]): Figure[] {
  return [
    figureOf(
      {
        id: `start.${visit}-visit`,
        title: `From navigation to an answered prompt, ${VISITS[visit]}`,
        unit: 'ms',
        detail: 'a typed `echo` is drawn',
      },
      estimateMedian(bakedMs),
    ),
    figureOf(
      {
        id: `start.${visit}-ratio`,
        title: `From navigation to an answered prompt, ${VISITS[visit]}, as a share of a cold boot’s`,
        unit: 'ratio',
        detail: timesInWords(contest, SIDES),
      },
      shareOfTime(contest),
    ),
  ];
}

async function visitMs(browser: BareBrowser, url: string, visit: Visit): Promise<number> {
  const context = await browser.newContext();
  // Nothing is typed the first time: a machine that was used would be there again, and is another figure.
  if (visit === 'next') await context.visit(url, `(${untilPrompt})(${LONGEST_MS})`);
  const ms = await context.visit(url, `(${untilAnswered})(${untilPrompt}, ${LONGEST_MS})`);
  await context.close();
  if (typeof ms !== 'number') throw new Error(`The page told no time: ${ms}`);
  return ms;
}

/** Runs in the page, once its prompt is there: until the answer to what is typed is drawn. */
async function untilAnswered(
  untilReady: (limitMs: number) => Promise<number>,
  limitMs: number,
): Promise<number> {
  await untilReady(limitMs);
  await snowglobe.machines()[0]?.type("echo us''able\r");
  while (!document.querySelector('.xterm-rows')?.textContent?.includes('usable')) {
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
  return performance.now();
}
