import type { Cost, MeasuredCounts } from '#protocol/counters';
import {
  type Experiment,
  ExperimentFailed,
  type Finding,
  measured,
  requireCounted,
  rounded,
} from './experiment.ts';
import { counted, verdict } from './verdict.ts';
import { figureText } from './words.ts';

const ROUNDS = 100_000;

const EMPTY = "lua -e ''";
/** One instruction of Lua's virtual machine a round: FORLOOP. */
const LOOP = `lua -e 'for i = 1, ${ROUNDS} do end'`;
/** The same, and ADD. */
const ADD = `lua -e 'local a = 0 for i = 1, ${ROUNDS} do a = a + i end'`;
/** The processor's ports, as the kernel offers them: by a file, to root alone. */
const ASK = `lua -e 'print(io.open("/dev/port", "rb"))'`;
const ASK_AS_USER = `setuidgid 65534 ${ASK}`;

export const application: Experiment = {
  id: 'application',
  title: 'A virtual machine for one program: Lua',
  about:
    'Lua programs are compiled for a processor that was never built, and an interpreter plays it. How many instructions of x86 does one of Lua’s take? And what of this computer can such a program reach?',
  commands: [EMPTY, LOOP, ADD, ASK, ASK_AS_USER],
  cited: {
    by: 'S2',
    says: 'Portable; slower than native code; not able to run a whole operating system.',
  },
  async run(bench) {
    const empty = (await bench.run(EMPTY)).cost;
    const loop = (await bench.run(LOOP)).cost;
    const add = (await bench.run(ADD)).cost;
    const asRoot = (await bench.run(ASK)).output;
    const asUser = (await bench.run(ASK_AS_USER)).output;
    return applicationFinding({ empty, loop, add }, { asRoot, asUser });
  },
};

/** What three programs cost, and what Lua was told when it asked for the processor's ports. */
export function applicationFinding(
  { empty, loop, add }: Readonly<Record<'empty' | 'loop' | 'add', Cost>>,
  { asRoot, asUser }: Readonly<Record<'asRoot' | 'asUser', string>>,
): Finding {
  const counts = [empty, loop, add].map((cost) => cost.measured.instructions);
  const [none = 0, loops = 0, adds = 0] = counts;
  requireCounted(loops - none, 'instructions', ROUNDS);
  requireCounted(adds - loops, 'instructions', ROUNDS);
  requireCounted(systemCalls(empty.measured), 'system calls');
  const isRefused = /^nil\b.*denied/m.test(asUser);
  if (!isRefused && !/^file /m.test(asUser)) {
    throw new ExperimentFailed('Lua did not say what it was told of the ports.', asUser.trim());
  }
  const perAdd = (adds - loops) / ROUNDS;
  const slower = perAdd > 1;
  return {
    parameters: { rounds: ROUNDS },
    rows: [
      measured('x86 instructions to begin and end Lua', none),
      measured('x86 instructions of a step of the loop', rounded((loops - none) / ROUNDS)),
      measured('x86 instructions of an addition', rounded(perAdd)),
      measured('system calls of a Lua program that does nothing', systemCalls(empty.measured)),
      measured('Lua asks for the processor’s ports as root', asRoot.trim()),
      measured('and as an ordinary user', asUser.trim()),
    ],
    holds: slower && isRefused,
    verdict: verdict`One addition of Lua’s took ${counted(figureText(perAdd))} instructions of x86 where the processor needs one; for the ports Lua has no instruction, but asks the kernel for a file, and was ${isRefused ? 'refused as an ordinary user: it needs an operating system under it and cannot be one' : 'not refused, against the claim'}.`,
  };
}

const systemCalls = ({ events }: MeasuredCounts) => events.int80 + events.sysenter;
