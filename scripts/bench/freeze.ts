import type { Browser } from '@playwright/test';
import { keepBusy, letRest } from './busy.ts';
import { type Effort, type Figure, figureOf } from './figure.ts';
import { longestGap } from './guest-gap.ts';
import {
  type Contest,
  inPairs,
  measureBoth,
  msInWords,
  shareOfTime,
  timesInWords,
} from './pairs.ts';
import type { Servers } from './servers.ts';
import { SnowglobeTab } from './snowglobe-tab.ts';
import { median } from './statistics.ts';
import { StockTab } from './stock-tab.ts';
import type { Save, Tab } from './tab.ts';

const SAVES = 5;
/** More than a machine is left alone between two saves when it saves itself. */
const BETWEEN_SAVES_MS = 1000;

const TITLES = {
  idle: 'Incremental freeze, idle, guest pause as a share of `save_state`',
  busy: 'Incremental freeze, busy, guest pause as a share of `save_state`',
  gap: 'Incremental freeze, longest gap that a program in the guest sees, as a share of stock v86’s',
} as const;

type Name = keyof typeof TITLES;

/** What both sides' saves took beside what is compared. */
interface Notes {
  readonly snowglobe: Save[];
  readonly stock: Save[];
}

/** How long the guest stands still for a save, against stock v86. */
export async function measureFreeze(
  browser: Browser,
  servers: Servers,
  effort: Effort,
): Promise<Figure[]> {
  const notes: Record<Name, Notes> = {
    idle: { snowglobe: [], stock: [] },
    busy: { snowglobe: [], stock: [] },
    gap: { snowglobe: [], stock: [] },
  };
  const contests = await inPairs(names(), effort, async (open, snowglobeFirst) => {
    const snowglobe = await SnowglobeTab.open(browser, servers.snowglobe);
    await snowglobe.hold();
    const stock = await StockTab.open(browser, servers.stock);
    await stock.hold();
    const pairs = new Map();
    for (const name of names().filter((known) => open.includes(known))) {
      const pair = await measureBoth(
        snowglobeFirst,
        () => pauseAlone(snowglobe, name, notes[name].snowglobe),
        () => pauseAlone(stock, name, notes[name].stock),
      );
      pairs.set(name, pair);
    }
    await snowglobe.close();
    await stock.close();
    return pairs;
  });
  return names().flatMap((name) => {
    const contest = contests.get(name);
    return contest ? [pauseFigure(name, contest, notes[name])] : [];
  });
}

function names(): Name[] {
  return ['idle', 'busy', 'gap'];
}

/** Measures while the other machine stands still. The first save is of another kind, and left out. */
async function pauseAlone(tab: Tab, name: Name, notes: Save[]): Promise<number> {
  await tab.release();
  await tab.save();
  if (name === 'busy') await keepBusy(tab);
  const ms = name === 'gap' ? await gapOfSave(tab, notes) : await medianPause(tab, notes);
  if (name === 'busy') await letRest(tab);
  await tab.hold();
  return ms;
}

/** While a save is made. */
function gapOfSave(tab: Tab, notes: Save[]): Promise<number> {
  return longestGap(tab, async () => {
    notes.push(await tab.save());
  });
}

async function medianPause(tab: Tab, notes: Save[]): Promise<number> {
  const pauses: number[] = [];
  for (let turn = 0; turn < SAVES; turn++) {
    await tab.page.waitForTimeout(BETWEEN_SAVES_MS);
    const saved = await tab.save();
    notes.push(saved);
    pauses.push(saved.pauseMs);
  }
  return median(pauses);
}

function pauseFigure(name: Name, contest: Contest, { snowglobe, stock }: Notes): Figure {
  const stored = (saves: readonly Save[]): string => msInWords(median(saves.map(({ ms }) => ms)));
  return figureOf(
    {
      id: `freeze.${name}`,
      title: TITLES[name],
      unit: 'ratio',
      detail: `${timesInWords(contest)}; in storage after ${stored(snowglobe)} and ${stored(stock)}`,
    },
    shareOfTime(contest),
  );
}
