import type { Browser } from '@playwright/test';
import type { TimelinePoint } from '#protocol/timeline';
import { keepBusy } from './busy.ts';
import type { Effort, Figure } from './figure.ts';
import { msInWords } from './pairs.ts';
import type { Servers } from './servers.ts';
import { SnowglobeTab } from './snowglobe-tab.ts';
import { median, randomNumbers } from './statistics.ts';

/** The timeline is asked so often: a point may be forgotten later, and what it cost with it. */
const ASKED_EACH_MS = 1000;

/** From one key to the next, on average: somebody who types well. */
const KEY_EACH_MS = 150;

const KINDS = {
  idle: 'idle',
  typing: 'while somebody types',
  busy: 'busy',
  writing: 'while it writes files',
} as const;

type Kind = keyof typeof KINDS;

/** What a machine's past took in a while. */
interface Taken {
  readonly minutes: number;
  readonly logBytes: number;
  readonly bytes: number;
  /** How long it stood still for each point. */
  readonly stallsMs: readonly number[];
}

/** What keeping the past takes: of memory, and of the guest's time for each point. */
export async function measurePast(
  browser: Browser,
  servers: Servers,
  { quick }: Effort,
): Promise<Figure[]> {
  const figures: Figure[] = [];
  // Safe: these are all of its keys.
  for (const kind of Object.keys(KINDS) as Kind[]) {
    const taken: Taken[] = [];
    for (let turn = 1; turn <= (quick ? 1 : 3); turn++) {
      taken.push(await watch(browser, servers.snowglobe, kind, quick ? 20_000 : 60_000));
    }
    figures.push(...figuresOf(kind, taken));
    console.log(
      figures
        .slice(-3)
        .map(({ id, value }) => `  ${id} ${value.toFixed(0)}`)
        .join(','),
    );
  }
  return figures;
}

async function watch(browser: Browser, url: string, kind: Kind, ms: number): Promise<Taken> {
  const tab = await SnowglobeTab.open(browser, url);
  // Its first point looks at all of memory: it is part of the start.
  await tab.time('true');
  if (kind === 'busy') await keepBusy(tab);
  if (kind === 'writing') {
    await tab.type('while :; do head -c 4000000 /dev/urandom >/tmp/noise; done\r');
  }
  const before = await tab.timeline();
  const points = new Map<number, TimelinePoint>();
  const note = async () => {
    const timeline = await tab.timeline();
    for (const point of timeline.points) {
      if (point.guestTimeNs > before.toNs) points.set(point.guestTimeNs, point);
    }
    return timeline;
  };
  const start = performance.now();
  const typing = kind === 'typing' ? typeFor(tab, ms) : null;
  while (performance.now() - start < ms) {
    await tab.page.waitForTimeout(ASKED_EACH_MS);
    await note();
  }
  const after = await note();
  await typing;
  await tab.close();
  if (after.fromNs !== before.fromNs) console.log(`  ${kind}: what was before was forgotten`);
  return {
    minutes: (after.toNs - before.toNs) / 60e9,
    logBytes: after.logBytes - before.logBytes,
    bytes: after.bytes - before.bytes,
    stallsMs: [...points.values()].map(({ costMs }) => costMs),
  };
}

/** Types words, at random times, and enters a line now and then. */
async function typeFor(tab: SnowglobeTab, ms: number): Promise<void> {
  const random = randomNumbers(1);
  const start = performance.now();
  const line = 'echo what somebody types\r';
  for (let key = 0; performance.now() - start < ms; key++) {
    await tab.type(line[key % line.length] ?? '');
    await tab.page.waitForTimeout(2 * KEY_EACH_MS * random());
  }
}

function figuresOf(kind: Kind, taken: readonly Taken[]): Figure[] {
  const shared = { interval: null, samples: taken.length } as const;
  const aMinute = (bytesOf: (one: Taken) => number): number =>
    median(taken.map((one) => bytesOf(one) / one.minutes));
  const stalls = taken.flatMap(({ stallsMs }) => stallsMs);
  const watchedMs = taken.reduce((sum, { minutes }) => sum + minutes * 60_000, 0);
  const share = (100 * stalls.reduce((sum, ms) => sum + ms, 0)) / watchedMs;
  return [
    {
      ...shared,
      id: `past.log-${kind}`,
      title: `Log of a machine, ${KINDS[kind]}, bytes in a minute`,
      unit: 'bytes',
      value: aMinute(({ logBytes }) => logBytes),
      detail: 'counted: all that is not derived, without pages',
    },
    {
      ...shared,
      id: `past.memory-${kind}`,
      title: `Past of a machine, ${KINDS[kind]}, bytes in a minute`,
      unit: 'bytes',
      value: aMinute(({ bytes }) => bytes),
      detail: 'log, output, and what points need',
    },
    {
      ...shared,
      samples: stalls.length,
      id: `past.stall-${kind}`,
      title: `Longest stall by a point, ${KINDS[kind]}`,
      unit: 'ms',
      value: Math.max(0, ...stalls),
      detail: `median ${msInWords(median(stalls))}, by the worker’s clock; all points together ${share.toFixed(2)} % of the time`,
    },
  ];
}
