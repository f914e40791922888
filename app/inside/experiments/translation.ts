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
import { countingLoop } from './shell-loop.ts';
import { counted, verdict } from './verdict.ts';
import { timesText } from './words.ts';

const LOOP_ROUNDS = 1500;
const FORKS = 40;

const LOOP = countingLoop(LOOP_ROUNDS);
const FORK = `(i=0; while [ $i -lt ${FORKS} ]; do /bin/true; i=$((i+1)); done)`;

/** The best run says what is reached. */
const RUNS = { interpreted: 2, fork: 2 };

/**
 * The browser compiles a translation twice, the second time better and beside the machine, once it has been hot for long:
 * the loop is run until it gets faster no more.
 */
const WARMING = { least: 6, most: 16, better: 1.1, window: 3 };

/** Costs of one of the two loops, run by run. */
export interface Compared {
  readonly interpreted: readonly Cost[];
  readonly compiled: readonly Cost[];
}

export const translation: Experiment = {
  id: 'translation',
  title: 'The same loops, interpreted and translated',
  about:
    'The compiler of the emulator is switched off, and what it has compiled is dropped; then it is switched on. First a loop of the shell’s runs, the same code again and again; then one that starts a program in each round, which makes new address spaces all the time.',
  commands: [LOOP, FORK],
  cited: {
    by: 'S4',
    says: 'An improvement on emulators: blocks are recompiled when they first run and reused from then on.',
  },
  async run(bench) {
    bench.atEnd(() => bench.machine.setJit('auto'));
    const interpreted = await bothLoops(bench, false);
    const compiled = await bothLoops(bench, true);
    return translationFinding(
      { interpreted: interpreted.loop, compiled: compiled.loop },
      { interpreted: interpreted.fork, compiled: compiled.fork },
    );
  },
};

async function bothLoops(bench: Bench, jit: boolean): Promise<{ loop: Cost[]; fork: Cost[] }> {
  bench.step(jit ? 'switch the compiler on' : 'switch the compiler off');
  await bench.machine.setJit(jit);
  const costs = { loop: [] as Cost[], fork: [] as Cost[] };
  const isDone = () => (jit ? isWarm(costs.loop) : costs.loop.length >= RUNS.interpreted);
  while (!isDone()) costs.loop.push((await bench.run(LOOP)).cost);
  while (costs.fork.length < RUNS.fork) costs.fork.push((await bench.run(FORK)).cost);
  return costs;
}

/** So many runs in a row have brought nothing. */
function isWarm(costs: readonly Cost[]): boolean {
  const { least, most, better, window } = WARMING;
  if (costs.length < least) return false;
  return (
    costs.length >= most || speed(costs.slice(-window)) < better * speed(costs.slice(0, -window))
  );
}

/** What the loop and the loop of fork and exec say. */
export function translationFinding(loop: Compared, fork: Compared): Finding {
  const written = modulesIn([...loop.compiled, ...fork.compiled]);
  requireCounted(written, 'compiled modules');
  const stray = modulesIn([...loop.interpreted, ...fork.interpreted]);
  if (stray > 0) {
    throw new ExperimentFailed(
      `The compiler wrote ${stray} modules while it was off, so nothing was compared.`,
    );
  }
  const [loopOff, loopOn] = [speed(loop.interpreted), speed(loop.compiled)];
  const [forkOff, forkOn] = [speed(fork.interpreted), speed(fork.compiled)];
  const loopGain = loopOn / loopOff;
  const forkGain = forkOn / forkOff;
  const perMs = 'instructions/ms';
  return {
    parameters: { rounds: LOOP_ROUNDS, forks: FORKS, runs: loop.compiled.length },
    rows: [
      measured('loop, interpreted', Math.round(loopOff), perMs),
      measured('loop, translated, at first', Math.round(speed(loop.compiled.slice(0, 1))), perMs),
      measured('loop, translated', Math.round(loopOn), perMs),
      measured('fork and exec, interpreted', Math.round(forkOff), perMs),
      measured('fork and exec, translated', Math.round(forkOn), perMs),
      measured('loop, translated to interpreted', rounded(loopGain), 'times'),
      measured('fork and exec, translated to interpreted', rounded(forkGain), 'times'),
      measured('modules compiled for the loop', modulesIn(loop.compiled)),
      measured('modules compiled for fork and exec', modulesIn(fork.compiled)),
    ],
    // It pays where code is reused, and more so than where it is not.
    holds: loopGain > 1 && loopGain > forkGain,
    verdict: verdict`Translated, the loop ran ${counted(timesText(loopGain))} as fast as interpreted, and fork and exec ${counted(timesText(forkGain))}: ${wordsFor(loopGain, forkGain)}.`,
  };
}

function wordsFor(loopGain: number, forkGain: number): string {
  if (loopGain <= 1) return 'here translation did not pay, against the claim';
  if (forkGain < 1) return 'it pays where code is reused, and loses where it is not';
  return forkGain < loopGain
    ? 'it pays where code is reused, and less where it is not'
    : 'it paid, but not by reuse';
}

const modulesIn = (costs: readonly Cost[]) =>
  costs.reduce((sum, { measured: { jitModules } }) => sum + jitModules, 0);

/** Instructions per millisecond of the host's, in the best run. */
function speed(costs: readonly Cost[]): number {
  const speeds = costs.map(({ wallTimeMs, measured: { instructions, idleNs } }) => {
    requireCounted(instructions, 'instructions');
    const busyMs = wallTimeMs - idleNs / 1e6;
    requireCounted(busyMs, 'host time', Number.MIN_VALUE);
    return instructions / busyMs;
  });
  return Math.max(...speeds);
}
