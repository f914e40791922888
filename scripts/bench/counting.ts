import type { Browser } from '@playwright/test';
import { type Effort, type Figure, figureOf } from './figure.ts';
import type { Servers } from './servers.ts';
import { SnowglobeTab } from './snowglobe-tab.ts';
import { estimateMedian, relativeHalfWidth } from './statistics.ts';
import { WORKLOADS } from './workloads.ts';

/** The same work on one machine, the side panel open and closed: samples are taken, and counts are read twice a second. */
export async function measureCounting(
  browser: Browser,
  servers: Servers,
  { leastPairs, mostPairs, precision }: Effort,
): Promise<Figure[]> {
  const names = Object.keys(WORKLOADS);
  const ratios = new Map(names.map((name): [string, number[]] => [name, []]));
  const estimate = (name: string) => estimateMedian(ratios.get(name) ?? []);
  for (let turn = 1; turn <= mostPairs; turn++) {
    const tab = await SnowglobeTab.open(browser, servers.snowglobe);
    for (const name of names) ratios.get(name)?.push(await openToClosed(tab, name, turn % 2 === 0));
    await tab.close();
    const estimates = names.map(estimate);
    console.log(`  ${turn}. ${estimates.map(({ value }) => value.toFixed(3)).join(', ')}`);
    const enough = estimates.every((found) => relativeHalfWidth(found) < precision);
    if (turn >= leastPairs && enough) break;
  }
  return names.map((name) =>
    figureOf(
      {
        id: `counting.${name}`,
        title: `${WORKLOADS[name]?.title ?? name}, speed with the panel open against closed`,
        unit: 'ratio',
        detail: 'one machine, in turns; samples and counts are taken while the panel is open',
      },
      estimate(name),
    ),
  );
}

/** The speed with the panel open as a share of that without it. */
async function openToClosed(tab: SnowglobeTab, name: string, openFirst: boolean): Promise<number> {
  const workload = WORKLOADS[name];
  if (!workload) throw new Error(`There is no workload "${name}".`);
  await tab.time(workload.warmUp);
  const timed = async (open: boolean): Promise<number> => {
    if (open) {
      await tab.toggleInside();
      // What opening it costs is no matter of counting.
      await tab.time(workload.warmUp);
      await tab.untilSampled();
    }
    const ms = await tab.time(workload.line);
    if (open) await tab.toggleInside();
    return ms;
  };
  const first = await timed(openFirst);
  const second = await timed(!openFirst);
  return openFirst ? second / first : first / second;
}
