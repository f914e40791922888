import type { Cost } from '#protocol/counters';
import type { Bench } from './bench.ts';
import {
  type Experiment,
  ExperimentFailed,
  type Finding,
  measured,
  requireCounted,
  rounded,
} from './experiment.ts';
import { forkLoop } from './fork-loop.ts';
import { countingLoop } from './shell-loop.ts';
import { counted, verdict } from './verdict.ts';
import { timesText } from './words.ts';

const LOOP_ROUNDS = 1500;
const FORKS = 20;

const LOOP = countingLoop(LOOP_ROUNDS);
const FORK = forkLoop(FORKS);

/** So many runs of each kind are compared, all of them warm. */
const RUNS = 5;

/**
 * The browser compiles a translation twice, the second time better and beside the machine, once it has been hot for long:
 * the loop is run until its last runs are faster no more than those before.
 */
const WARMING = { least: RUNS + 3, most: 16, better: 1.1 };

/** Costs of one of the two loops, run by run: those of the same place ran under the same load, as far as it can be had. */
export interface Compared {
  readonly interpreted: readonly Cost[];
  readonly compiled: readonly Cost[];
}

export const translation: Experiment = {
  id: 'translation',
  title: 'The same loops, interpreted and translated',
  about:
    'The compiler of the emulator is switched off, and what it has compiled is dropped; then it is switched on. A loop of the shell’s runs the same code again and again; another starts a program in each round, and each switch of address spaces drops the tables by which translations are found. If reuse is what pays, the first gains by translation, and the second loses.',
  commands: [LOOP, FORK],
  cited: {
    by: 'S4',
    says: 'An improvement on emulators: blocks are recompiled when they first run and reused from then on.',
  },
  async run(bench) {
    bench.atEnd(() => bench.machine.setJit('auto'));
    const { first, ...loop } = await compareLoop(bench);
    return translationFinding(loop, await compareForks(bench), first);
  },
};

/** Interpreted before and after, so that a load that comes or goes is no advantage to either. */
async function compareLoop(bench: Bench): Promise<Compared & { readonly first: Cost }> {
  const before = await interpretedLoops(bench, Math.ceil(RUNS / 2));
  await setCompiler(bench, true);
  const first = await costOfOne(bench, LOOP);
  requireCounted(modulesIn([first]), 'compiled modules');
  const compiled = [first];
  while (!isWarm(compiled)) compiled.push(await costOfOne(bench, LOOP));
  const after = await interpretedLoops(bench, Math.floor(RUNS / 2));
  return { interpreted: [...before, ...after], compiled: compiled.slice(-RUNS), first };
}

async function interpretedLoops(bench: Bench, runs: number): Promise<readonly Cost[]> {
  await setCompiler(bench, false);
  await costOfOne(bench, LOOP);
  const costs: Cost[] = [];
  while (costs.length < runs) costs.push(await costOfOne(bench, LOOP));
  return costs;
}

/** By turns; the first run after a switch is not compared. */
async function compareForks(bench: Bench): Promise<Compared> {
  const interpreted: Cost[] = [];
  const compiled: Cost[] = [];
  while (compiled.length < RUNS) {
    for (const costs of [interpreted, compiled]) {
      await setCompiler(bench, costs === compiled);
      await costOfOne(bench, FORK);
      costs.push(await costOfOne(bench, FORK));
    }
  }
  return { interpreted, compiled };
}

async function setCompiler(bench: Bench, on: boolean): Promise<void> {
  bench.step(on ? 'switch the compiler on' : 'switch the compiler off');
  await bench.machine.setJit(on);
}

const costOfOne = async (bench: Bench, command: string) => (await bench.run(command)).cost;

/** The runs that are compared have brought nothing over those before. */
function isWarm(costs: readonly Cost[]): boolean {
  const { least, most, better } = WARMING;
  if (costs.length < least) return false;
  const [earlier, latest] = [costs.slice(0, -RUNS), costs.slice(-RUNS)].map((some) =>
    Math.max(...some.map(speedOf)),
  ) as [number, number]; // One of each of two.
  return costs.length >= most || latest < better * earlier;
}

/** What the loop and the loop of fork and exec say; `first` is the loop's first run with the compiler on. */
export function translationFinding(loop: Compared, fork: Compared, first: Cost): Finding {
  const written = modulesIn([first, ...loop.compiled, ...fork.compiled]);
  requireCounted(written, 'compiled modules');
  const stray = modulesIn([...loop.interpreted, ...fork.interpreted]);
  if (stray > 0) {
    throw new ExperimentFailed(
      `The compiler wrote ${stray} modules while it was off, so nothing was compared.`,
    );
  }
  const loopGain = gain(loop);
  const forkGain = gain(fork);
  return {
    parameters: { rounds: LOOP_ROUNDS, forks: FORKS, runs: loop.compiled.length },
    rows: [
      speedRow('loop, interpreted', loop.interpreted),
      speedRow('loop, translated, at first', [first]),
      speedRow('loop, translated', loop.compiled),
      speedRow('fork and exec, interpreted', fork.interpreted),
      speedRow('fork and exec, translated', fork.compiled),
      measured('loop, translated to interpreted', rounded(loopGain), 'times'),
      measured('fork and exec, translated to interpreted', rounded(forkGain), 'times'),
      measured('modules compiled in the loop’s first run', modulesIn([first])),
      measured('modules compiled in the runs of fork and exec', modulesIn(fork.compiled)),
    ],
    holds: loopGain > 1 && forkGain < 1,
    verdict: verdict`Translated, the loop ran ${counted(timesText(loopGain))} as fast as interpreted, and fork and exec ${counted(timesText(forkGain))}: ${wordsFor(loopGain, forkGain)}.`,
  };
}

function wordsFor(loopGain: number, forkGain: number): string {
  if (loopGain <= 1) return 'here translation did not pay, against the claim';
  if (forkGain < 1) return 'it pays where code is reused, and loses where it is not';
  return 'here it paid in both, so that reuse is what pays was not seen';
}

const modulesIn = (costs: readonly Cost[]) =>
  costs.reduce((sum, { measured: { jitModules } }) => sum + jitModules, 0);

const speedRow = (label: string, costs: readonly Cost[]) =>
  measured(label, Math.round(median(costs.map(speedOf))), 'instructions/ms');

/** How many times as fast it is translated, in the middle one of the runs. */
function gain({ interpreted, compiled }: Compared): number {
  const speeds = interpreted.map(speedOf);
  return median(compiled.map((cost, at) => speedOf(cost) / (speeds[at] ?? Number.NaN)));
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Instructions per millisecond of the host's. */
function speedOf({ wallTimeMs, measured: { instructions, idleNs } }: Cost): number {
  requireCounted(instructions, 'instructions');
  const busyMs = wallTimeMs - idleNs / 1e6;
  requireCounted(busyMs, 'host time', Number.MIN_VALUE);
  return instructions / busyMs;
}
