import type { Browser } from '@playwright/test';
import { FLOODS, pourOut } from './console.ts';
import type { Effort, Figure } from './figure.ts';
import { type Longest, startWatch } from './longest.ts';
import type { Servers } from './servers.ts';
import { SnowglobeTab } from './snowglobe-tab.ts';
import { median } from './statistics.ts';

const FLOOD_KIBIBYTES = 4096;

/** How long the page keeps its user waiting while 4 MB of output pour in. */
export async function measureResponsiveness(
  browser: Browser,
  servers: Servers,
  effort: Effort,
): Promise<Figure[]> {
  const seen: Longest[] = [];
  for (let turn = 1; turn <= (effort.quick ? 1 : 5); turn++) {
    const longest = await watchFlood(browser, servers.snowglobe);
    seen.push(longest);
    console.log(
      `  ${turn}. task ${longest.taskMs.toFixed(0)} ms, frame gap ${longest.frameGapMs.toFixed(0)} ms`,
    );
  }
  const tasks = seen.map(({ taskMs }) => taskMs);
  const gaps = seen.map(({ frameGapMs }) => frameGapMs);
  const shared = { unit: 'ms', interval: null, samples: seen.length } as const;
  return [
    {
      ...shared,
      id: 'flood.task',
      title: 'Flood of 4 MB, longest main-thread task',
      value: Math.max(...tasks),
      detail: `median of the floods ${median(tasks).toFixed(0)} ms; 0 stands for under 50 ms`,
    },
    {
      ...shared,
      id: 'flood.frame-gap',
      title: 'Flood of 4 MB, longest time between two frames',
      value: Math.max(...gaps),
      detail: `median of the floods ${median(gaps).toFixed(0)} ms`,
    },
  ];
}

async function watchFlood(browser: Browser, url: string): Promise<Longest> {
  const tab = await SnowglobeTab.open(browser, url);
  const { long } = FLOODS;
  if (!long) throw new Error('There is no flood of long lines.');
  await tab.time(long.prepare(FLOOD_KIBIBYTES));
  const watch = await tab.page.evaluateHandle(startWatch);
  await pourOut(tab, long, 1);
  const longest = await watch.evaluate((stop) => stop());
  await tab.close();
  return longest;
}
