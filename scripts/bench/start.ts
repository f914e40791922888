import type { Browser, BrowserContext } from '@playwright/test';
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
import { SnowglobeTab } from './snowglobe-tab.ts';
import { estimateMedian } from './statistics.ts';
import { newContext } from './tab.ts';

const SIDES: Sides = ['baked', 'cold boot'];

const VISITS = {
  first: 'first visit',
  next: 'next visit',
} as const;

type Visit = keyof typeof VISITS;

/** From the navigation to a prompt that has answered: the page as it is, against the same page whose machine boots. */
export async function measureStart(
  browser: Browser,
  servers: Servers,
  effort: Effort,
): Promise<Figure[]> {
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

async function visitMs(browser: Browser, url: string, visit: Visit): Promise<number> {
  const context = await newContext(browser);
  if (visit === 'next') {
    // Nothing is typed here: a machine that was used would be there again, and is another figure.
    const earlier = await SnowglobeTab.open(browser, url, context);
    await earlier.page.close();
  }
  const ms = await openAndAsk(browser, url, context);
  await context.close();
  return ms;
}

async function openAndAsk(browser: Browser, url: string, context: BrowserContext): Promise<number> {
  const { page } = await SnowglobeTab.open(browser, url, context);
  return page.evaluate(async () => {
    await snowglobe.machines()[0]?.type("echo us''able\r");
    return untilDrawn('usable', 0);
  });
}
