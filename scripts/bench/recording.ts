import type { Browser } from '@playwright/test';
import { type Effort, type Figure, figureOf } from './figure.ts';
import { longestGap } from './guest-gap.ts';
import {
  type Contest,
  inPairs,
  measureBoth,
  type Pair,
  shareOfTime,
  timesInWords,
} from './pairs.ts';
import { rendererSeconds } from './renderer-seconds.ts';
import type { Servers } from './servers.ts';
import { SnowglobeTab } from './snowglobe-tab.ts';
import { median } from './statistics.ts';
import { WORKLOADS } from './workloads.ts';

const SIDES = ['recorded', 'not recorded'] as const;
const BUDGET_BYTES = 256 * 2 ** 20;
const KEYS = 40;

/** What the timed lines took of the processor, recorded and not. */
type CpuSeconds = Record<'with' | 'without', number[]>;

/** One machine, recorded and not, in turns: the same work, keys that it echoes, and gaps that its guest sees. */
export async function measureRecording(
  browser: Browser,
  servers: Servers,
  effort: Effort,
): Promise<Figure[]> {
  const cpu = new Map<string, CpuSeconds>();
  const work = Object.keys(WORKLOADS);
  const contests = await inPairs(
    [...work, 'key', 'gap'],
    effort,
    async (names, recordedFirst) => {
      const tab = await SnowglobeTab.open(browser, servers.snowglobe);
      const pairs = new Map<string, Pair>();
      for (const name of names) {
        const seconds = cpu.get(name) ?? { with: [], without: [] };
        cpu.set(name, seconds);
        const timed = async (side: keyof CpuSeconds): Promise<number> => {
          await tab.setPastBudget(side === 'with' ? BUDGET_BYTES : 0);
          if (name === 'key') return medianEcho(tab);
          if (name === 'gap') return longestGap(tab);
          return timeWork(browser, tab, name, seconds[side]);
        };
        pairs.set(
          name,
          await measureBoth(
            recordedFirst,
            () => timed('with'),
            () => timed('without'),
          ),
        );
      }
      await tab.close();
      return pairs;
    },
    SIDES,
  );
  return [...contests].map(([name, contest]) => figureFor(name, contest, cpu.get(name)));
}

/** After a line of the same kind: the first point of a past looks at all of memory. */
async function timeWork(
  browser: Browser,
  tab: SnowglobeTab,
  name: string,
  seconds: number[],
): Promise<number> {
  const workload = WORKLOADS[name];
  if (!workload) throw new Error(`There is no workload "${name}".`);
  await tab.time(workload.warmUp);
  const before = await rendererSeconds(browser);
  const ms = await tab.time(workload.line);
  seconds.push((await rendererSeconds(browser)) - before);
  return ms;
}

/** Until the terminal has drawn a key, typed at no particular time: the median of many. */
async function medianEcho(tab: SnowglobeTab): Promise<number> {
  await tab.page.bringToFront();
  await tab.time('clear');
  const ms = await tab.page.evaluate(async (count) => {
    const [machine] = snowglobe.machines();
    const taken: number[] = [];
    let typed = '';
    for (let key = 0; key < count; key++) {
      await new Promise((resolve) => setTimeout(resolve, 30 + 37 * (key % 7)));
      // No two neighbours are the same, and the line is not one to be completed.
      const next = 'qxzj'[key % 4] ?? '';
      typed += next;
      const start = performance.now();
      await machine?.type(next);
      taken.push(await untilDrawn(typed, start));
    }
    await machine?.type('\x15');
    return taken;
  }, KEYS);
  await tab.time('true');
  return median(ms);
}

function figureFor(name: string, contest: Contest, cpu?: CpuSeconds): Figure {
  const times = timesInWords(contest, SIDES);
  if (name === 'key' || name === 'gap') {
    const title =
      name === 'key'
        ? 'From a key to its echo drawn, recorded, as a share of not recorded'
        : 'Longest gap that a program in the guest sees, recorded, as a share of not recorded';
    return figureOf(
      { id: `recording.${name}`, title, unit: 'ratio', detail: times },
      shareOfTime(contest),
    );
  }
  return figureOf(
    {
      id: `recording.${name}`,
      title: `${WORKLOADS[name]?.title ?? name}, speed recorded against not recorded`,
      unit: 'ratio',
      detail: `${times}; ${cpuInWords(cpu)}`,
    },
    contest.ratio,
  );
}

function cpuInWords(cpu: CpuSeconds = { with: [], without: [] }): string {
  const [recorded, not] = [median(cpu.with), median(cpu.without)];
  return `of the processor ${recorded.toFixed(2)} s and ${not.toFixed(2)} s, ratio ${(not / recorded).toFixed(3)}`;
}
