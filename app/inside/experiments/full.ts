import type { Cost } from '#protocol/counters';
import { type Experiment, type Finding, measured, requireCounted, rounded } from './experiment.ts';
import { forkLoop } from './fork-loop.ts';
import { counted, verdict } from './verdict.ts';
import { figureText } from './words.ts';

const ADDITIONS = 100_000;
const FORKS = 40;

const COMPUTE = `lua -e 'local a = 0 for i = 1, ${ADDITIONS} do a = a + i end'`;
const FORK = forkLoop(FORKS);

export const full: Experiment = {
  id: 'full',
  title: 'How much would run directly, and how much be rewritten',
  about:
    'A program that only computes, then a loop that starts a program in each round. Each instruction is counted by the ring it runs in: what runs in ring 3 a monitor lets the processor run as it is, what the kernel executes it reads before and rewrites.',
  commands: [COMPUTE, FORK],
  cited: {
    by: 'S4',
    says: 'VMware claims an overhead of [[3–6 %]] where programs compute; kernel code is rewritten.',
  },
  async run(bench) {
    const computing = (await bench.run(COMPUTE)).cost;
    const forking = (await bench.run(FORK)).cost;
    return fullFinding(computing, forking);
  },
};

/** What a program that computes and a loop of fork and exec leave to the kernel. */
export function fullFinding(computing: Cost, forking: Cost): Finding {
  const [least, most] = [kernelPercent(computing), kernelPercent(forking)];
  const holds = least < most;
  return {
    parameters: { additions: ADDITIONS, forks: FORKS },
    rows: [
      ...rowsOf('computing', computing),
      measured('computing: of them in the kernel', rounded(least), '%'),
      ...rowsOf('fork and exec', forking),
      measured('fork and exec: of them in the kernel', rounded(most), '%'),
    ],
    holds,
    verdict: verdict`Of the instructions of a program that computes, ${counted(`${figureText(least)} %`)} are the kernel’s, which a monitor would have to rewrite, and of fork and exec’s ${counted(`${figureText(most)} %`)}: ${holds ? 'it is disturbed least where programs compute, as claimed' : 'computing is not disturbed least here, against the claim'}. What a rewritten instruction costs more is not measured here.`,
  };
}

function rowsOf(what: string, { measured: { instructions, userInstructions } }: Cost) {
  return [
    measured(`${what}: instructions`, instructions),
    measured(`${what}: of them in ring 3, which would run directly`, userInstructions),
  ];
}

function kernelPercent({ measured: { instructions, userInstructions } }: Cost): number {
  requireCounted(instructions, 'instructions');
  requireCounted(userInstructions, 'instructions in ring 3');
  requireCounted(instructions - userInstructions, 'the kernel’s instructions');
  return (100 * (instructions - userInstructions)) / instructions;
}
