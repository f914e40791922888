import type { Browser, BrowserContext, Page } from '@playwright/test';
import { type Effort, type Figure, figureOf } from './figure.ts';
import { type Longest, startWatch } from './longest.ts';
import { msInWords } from './pairs.ts';
import type { Servers } from './servers.ts';
import { estimateMedian, median } from './statistics.ts';
import { LONGEST_MS, newContext } from './tab.ts';

const FULL_LIBRARY = 500;
/** A page is at rest so long after its machine stands there. */
const SETTLES_MS = 1500;

declare global {
  var watchLongest: () => () => Longest;
  /** Since the page's start. */
  var stopWatch: () => Longest;
}

/** One look at a page whose library holds so many snapshots. */
interface Look {
  readonly openMs: number;
  /** While the page opens, and a second after that. */
  readonly openTaskMs: number;
  readonly listMs: number;
  /** Null where the page has no panel. */
  readonly panelMs: number | null;
  readonly panelTaskMs: number;
}

/** Whether 500 snapshots make the page slow: beside the same page with one. */
export async function measureLibrary(
  browser: Browser,
  servers: Servers,
  { quick }: Effort,
): Promise<Figure[]> {
  const turns = quick ? 2 : 7;
  const context = await newContext(browser);
  await context.addInitScript(
    `globalThis.watchLongest = ${startWatch}; globalThis.stopWatch = watchLongest();`,
  );
  await freezeUntil(context, servers.snowglobe, 1);
  const few = await look(context, servers.snowglobe, turns, 1);
  await freezeUntil(context, servers.snowglobe, FULL_LIBRARY);
  const many = await look(context, servers.snowglobe, turns, FULL_LIBRARY);
  await context.close();
  return figuresOf(few, many);
}

/** A machine of the page's freezes itself until there are so many snapshots. */
async function freezeUntil(context: BrowserContext, url: string, count: number): Promise<void> {
  const page = await context.newPage();
  await page.goto(url);
  await page.evaluate(untilMachineStands, LONGEST_MS);
  const ms = await page.evaluate(async (wanted) => {
    const start = performance.now();
    const machine = await snowglobe.boot('tiny');
    const { length } = await snowglobe.snapshots.list();
    for (let made = length; made < wanted; made++) {
      await machine.run(`echo Snapshot ${made}`);
      await machine.freeze({ name: `Snapshot ${made}` });
    }
    return performance.now() - start;
  }, count);
  console.log(`  ${count} snapshots after ${msInWords(ms)}`);
  await page.close();
}

async function look(
  context: BrowserContext,
  url: string,
  turns: number,
  count: number,
): Promise<Look[]> {
  const looks: Look[] = [];
  for (let turn = 1; turn <= turns; turn++) {
    const page = await context.newPage();
    await page.goto(url, { waitUntil: 'commit' });
    const openMs = await page.evaluate(untilMachineStands, LONGEST_MS);
    await page.waitForTimeout(SETTLES_MS);
    const { taskMs } = await page.evaluate(() => stopWatch());
    const listMs = await page.evaluate(timeList, count);
    const panel = await openPanel(page);
    await page.close();
    looks.push({ openMs, openTaskMs: taskMs, listMs, ...panel });
    const panelInWords = panel.panelMs === null ? 'no panel' : `panel ${msInWords(panel.panelMs)}`;
    console.log(
      `  ${count}: open ${msInWords(openMs)}, task ${msInWords(taskMs)}, list ${msInWords(listMs)}, ${panelInWords}, task ${msInWords(panel.panelTaskMs)}`,
    );
  }
  return looks;
}

/** Runs in the page: until a machine runs there, or stands as it was saved, and its console is drawn. */
function untilMachineStands(limitMs: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const timer = setInterval(() => {
      const status = globalThis.snowglobe?.machines()[0]?.status();
      const drawn = document.querySelector('.xterm-rows')?.textContent?.trim() ?? '';
      const stands = status?.phase === 'running' || status?.phase === 'paused';
      if (stands && drawn !== '') resolve(performance.now());
      else if (status?.phase === 'failed') reject(new Error(status.failure.message));
      else if (performance.now() > limitMs) reject(new Error('No machine stands there.'));
      else return;
      clearInterval(timer);
    }, 4);
  });
}

/** Runs in the page: how long the list takes to come. */
async function timeList(count: number): Promise<number> {
  const start = performance.now();
  const { length } = await snowglobe.snapshots.list();
  const ms = performance.now() - start;
  if (length < count) throw new Error(`The library lists ${length} snapshots, not ${count}.`);
  return ms;
}

/** From a click on its button until the panel's list has been drawn. */
async function openPanel(page: Page): Promise<Pick<Look, 'panelMs' | 'panelTaskMs'>> {
  const button = page.getByRole('banner').getByRole('button', { name: /^Snapshots/ });
  if ((await button.count()) === 0) return { panelMs: null, panelTaskMs: 0 };
  await page.evaluate(() => {
    globalThis.stopWatch = watchLongest();
  });
  const panelMs = await button.evaluate(
    (element: HTMLElement) =>
      new Promise<number>((resolve) => {
        const start = performance.now();
        element.click();
        const look = (): void => {
          if (document.querySelector('[aria-label="Snapshots"] li') === null) {
            requestAnimationFrame(look);
          } else {
            // In the frame after the one that has it, it has been painted.
            requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - start)));
          }
        };
        look();
      }),
  );
  await page.waitForTimeout(SETTLES_MS);
  const { taskMs } = await page.evaluate(() => stopWatch());
  return { panelMs, panelTaskMs: taskMs };
}

function figuresOf(few: readonly Look[], many: readonly Look[]): Figure[] {
  const of = (looks: readonly Look[], read: (look: Look) => number) => looks.map(read);
  const openMs = ({ openMs: ms }: Look): number => ms;
  const listMs = ({ listMs: ms }: Look): number => ms;
  const panels = (looks: readonly Look[]): number[] =>
    looks.flatMap(({ panelMs }) => panelMs ?? []);
  const withOne = (values: readonly number[]): string => `with one ${msInWords(median(values))}`;
  const panel = panels(many);
  return [
    figureOf(
      {
        id: 'library.open',
        title: '500 snapshots, from navigation to the last machine',
        unit: 'ms',
        detail: withOne(of(few, openMs)),
      },
      estimateMedian(of(many, openMs)),
    ),
    figureOf(
      {
        id: 'library.list',
        title: '500 snapshots, their list',
        unit: 'ms',
        detail: withOne(of(few, listMs)),
      },
      estimateMedian(of(many, listMs)),
    ),
    ...(panel.length === 0
      ? []
      : [
          figureOf(
            {
              id: 'library.panel',
              title: '500 snapshots, from a click to the drawn panel',
              unit: 'ms',
              detail: withOne(panels(few)),
            },
            estimateMedian(panel),
          ),
        ]),
    taskFigure(few, many),
  ];
}

function taskFigure(few: readonly Look[], many: readonly Look[]): Figure {
  const longest = (looks: readonly Look[]): number =>
    Math.max(...looks.flatMap(({ openTaskMs, panelTaskMs }) => [openTaskMs, panelTaskMs]));
  const opening = Math.max(...many.map(({ openTaskMs }) => openTaskMs));
  return {
    id: 'library.task',
    title: '500 snapshots, longest main-thread task',
    unit: 'ms',
    value: longest(many),
    interval: null,
    samples: many.length,
    detail: `while the page opens ${msInWords(opening)}; with one snapshot ${msInWords(longest(few))}, panel and all; 0 stands for under 50 ms`,
  };
}
