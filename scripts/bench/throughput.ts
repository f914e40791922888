import type { Browser } from '@playwright/test';
import { type Effort, type Figure, figureOf } from './figure.ts';
import { inPairs, measureBoth, type Pair } from './pairs.ts';
import { rendererSeconds } from './renderer-seconds.ts';
import type { Servers } from './servers.ts';
import { SnowglobeTab } from './snowglobe-tab.ts';
import { median } from './statistics.ts';
import { StockTab } from './stock-tab.ts';
import type { Tab } from './tab.ts';
import { WORKLOADS, type Workload } from './workloads.ts';

/** What the timed lines took of the processor, in seconds: other work on the host weighs less on it than on the clock. */
interface CpuSeconds {
  readonly snowglobe: number[];
  readonly stock: number[];
}

/** Four workloads in the guest, as fast as on stock v86 or not. */
export async function measureThroughput(
  browser: Browser,
  servers: Servers,
  effort: Effort,
): Promise<Figure[]> {
  const cpu = new Map<string, CpuSeconds>();
  const contests = await inPairs(Object.keys(WORKLOADS), effort, async (names, snowglobeFirst) => {
    const snowglobe = await SnowglobeTab.open(browser, servers.snowglobe);
    await snowglobe.hold();
    const stock = await StockTab.open(browser, servers.stock);
    await stock.hold();
    const pairs = new Map<string, Pair>();
    for (const name of names) {
      const workload = WORKLOADS[name];
      if (!workload) throw new Error(`There is no workload "${name}".`);
      const seconds = cpu.get(name) ?? { snowglobe: [], stock: [] };
      cpu.set(name, seconds);
      const pair = await measureBoth(
        snowglobeFirst,
        () => timeAlone(browser, snowglobe, workload, seconds.snowglobe),
        () => timeAlone(browser, stock, workload, seconds.stock),
      );
      pairs.set(name, pair);
    }
    await snowglobe.close();
    await stock.close();
    return pairs;
  });
  return [...contests].map(([name, { ratio, snowglobeMs, stockMs }]) =>
    figureOf(
      {
        id: `throughput.${name}`,
        title: `${WORKLOADS[name]?.title ?? name}, speed against stock v86`,
        unit: 'ratio',
        detail: `Snowglobe ${snowglobeMs.toFixed(0)} ms, stock ${stockMs.toFixed(0)} ms; ${cpuInWords(cpu.get(name))}`,
      },
      ratio,
    ),
  );
}

/** Measures while the other machine stands still. */
async function timeAlone(
  browser: Browser,
  tab: Tab,
  { line, warmUp }: Workload,
  cpuSeconds: number[],
): Promise<number> {
  await tab.release();
  await tab.time(warmUp);
  const before = await rendererSeconds(browser);
  const ms = await tab.time(line);
  cpuSeconds.push((await rendererSeconds(browser)) - before);
  await tab.hold();
  return ms;
}

function cpuInWords({ snowglobe, stock }: CpuSeconds = { snowglobe: [], stock: [] }): string {
  const [ours, theirs] = [median(snowglobe), median(stock)];
  return `of the processor ${ours.toFixed(2)} s and ${theirs.toFixed(2)} s, ratio ${(theirs / ours).toFixed(3)}`;
}
