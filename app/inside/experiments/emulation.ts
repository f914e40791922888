import type { Cost } from '#protocol/counters';
import { countText } from '../numbers.ts';
import type { Bench } from './bench.ts';
import {
  type Experiment,
  type Finding,
  measured,
  modelledRow,
  requireCounted,
  rounded,
} from './experiment.ts';
import { countingLoop } from './shell-loop.ts';
import { counted, modelled, verdict } from './verdict.ts';
import { figureText } from './words.ts';

const MILLION = 1_000_000;
const FIRST_ROUNDS = 64;
const MOST_ROUNDS = 4096;

/** Host time is what else the host does, too: the best of so many is nearest to what an instruction costs. */
const RUNS = 3;

/** Of one instruction on a processor of 1 GHz that executes one each cycle, which today's all surpass. */
const DIRECT_NS = 1;

export const emulation: Experiment = {
  id: 'emulation',
  title: 'A million instructions, all in software',
  about:
    'A loop of the shell, long enough to execute a million instructions; an empty one tells what belongs to the shell. How much of your time does each instruction take?',
  commands: [countingLoop(0), countingLoop(FIRST_ROUNDS)],
  cited: {
    by: 'S4',
    says: 'A subroutine is called for each instruction, which is very slow.',
  },
  async run(bench) {
    const frame = (await bench.run(countingLoop(0))).cost;
    let rounds = FIRST_ROUNDS;
    let loop = (await bench.run(countingLoop(rounds))).cost;
    while (userIn(loop) - userIn(frame) < MILLION && rounds < MOST_ROUNDS) {
      rounds *= 2;
      loop = (await bench.run(countingLoop(rounds))).cost;
    }
    return emulationFinding(frame, await again(bench, loop, rounds), rounds);
  },
};

async function again(bench: Bench, first: Cost, rounds: number): Promise<readonly Cost[]> {
  const costs = [first];
  while (costs.length < RUNS) costs.push((await bench.run(countingLoop(rounds))).cost);
  return costs;
}

/** What an empty loop and some of so many rounds say. */
export function emulationFinding(frame: Cost, loops: readonly Cost[], rounds: number): Finding {
  const times = loops.map(nsPerInstruction);
  const ns = Math.min(...times);
  const loop = loops[times.indexOf(ns)] ?? frame;
  const inLoop = userIn(loop) - userIn(frame);
  requireCounted(inLoop, 'instructions in ring 3', MILLION);
  const all = instructionsIn(loop);
  const holds = ns > DIRECT_NS;
  return {
    parameters: { rounds, runs: loops.length },
    rows: [
      measured('instructions, from Enter to the next prompt', all),
      measured('of them in ring 3', userIn(loop)),
      measured('of those, more than with no round', inLoop),
      measured('host time, less what the guest idled', Number(busyMs(loop).toFixed(1)), 'ms'),
      measured('host time per instruction', rounded(ns), 'ns'),
      modelledRow('assumed of a processor that does one a cycle at 1 GHz', DIRECT_NS, 'ns'),
    ],
    holds,
    verdict: verdict`The emulator executed all ${counted(countText(all))} instructions in software, each in ${counted(`${figureText(ns)} ns`)} of this computer’s time; a processor that does one a cycle at ${modelled('1 GHz')} takes ${modelled('1 ns')}, so emulation is ${holds ? 'slower, as claimed' : 'no slower here, against the claim'}.`,
  };
}

const instructionsIn = (cost: Cost) => cost.measured.instructions;
const userIn = (cost: Cost) => cost.measured.userInstructions;

const busyMs = (cost: Cost) => cost.wallTimeMs - cost.measured.idleNs / 1e6;

function nsPerInstruction(cost: Cost): number {
  requireCounted(instructionsIn(cost), 'instructions');
  const ns = (busyMs(cost) * 1e6) / instructionsIn(cost);
  requireCounted(ns, 'host time', Number.MIN_VALUE);
  return ns;
}
