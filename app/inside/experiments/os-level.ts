import type { MachineHandle } from '#protocol/snowglobe';
import type { Bench, Reading } from './bench.ts';
import {
  type Experiment,
  ExperimentFailed,
  type Finding,
  measured,
  requireCounted,
} from './experiment.ts';
import { counted, verdict } from './verdict.ts';
import { timesText } from './words.ts';

const CONTAINERS = 10;
const MACHINES = 2;

/** The least that the image boots with. */
const MACHINE_MIB = 32;

const FOLDER = '/tmp/snowglobe-containers';
const GROUPS = '/sys/fs/cgroup/snowglobe-containers';
const SCRIPT = `${FOLDER}/start`;

const MEMORY = 'grep MemAvailable /proc/meminfo';

/** One container: a root file system over the guest's own, two limits, five worlds of its own, a server that answers. */
const SCRIPT_LINES = [
  `c=${FOLDER}/$1 g=${GROUPS}/$1`,
  'mkdir -p $c/up $c/work $c/root $g',
  'mount -t overlay c$1 -o lowerdir=/,upperdir=$c/up,workdir=$c/work $c/root',
  'mkdir $c/root/www; echo answer of $1 > $c/root/www/index.html',
  'echo 20 > $g/pids.max; echo 50000 100000 > $g/cpu.max; echo 0 > $g/cgroup.procs',
  'exec unshare -p -f -m -u -n chroot $c/root sh -c "mount -t proc proc /proc; hostname c$1; ip link set lo up; httpd -h /www; wget -q -O - 127.0.0.1; exec sleep 9999"',
];

const PREPARE = [
  `mkdir ${FOLDER} && mount -t tmpfs containers ${FOLDER}`,
  `mkdir ${GROUPS} && echo '+pids +cpu' > ${GROUPS}/cgroup.subtree_control`,
  ...SCRIPT_LINES.map((line, at) => `echo '${line}' ${at === 0 ? '>' : '>>'} ${SCRIPT}`),
];

/** Ends when all of them have answered. */
const starting = (first: number, last: number) =>
  `for i in $(seq ${first} ${last}); do sh ${SCRIPT} $i & done 2>&1 | head -n ${last - first + 1}`;

/** One by itself, as a machine is started by itself, and the others at once. */
const START_ONE = starting(1, 1);
const START_OTHERS = starting(2, CONTAINERS);

/** A group can be removed once its last process is gone. What was never there is no failure. */
const CLEAR = `(for g in ${GROUPS}/*/; do kill -9 $(cat $g/cgroup.procs); for t in $(seq 100); do rmdir $g && break; usleep 50000; done; done; rmdir ${GROUPS}; for r in ${FOLDER}/*/root; do umount $r; done; umount ${FOLDER}; rmdir ${FOLDER}) 2>/dev/null; true`;

/** The same server in a machine. */
const SERVE =
  'mkdir /www; echo answer of a machine > /www/index.html; ip link set lo up; httpd -h /www; wget -q -O - 127.0.0.1';

/** One machine that has answered. */
export interface ServingMachine {
  /** Executed since it was switched on. */
  readonly instructions: number;
  /** From the call that boots it to its answer. */
  readonly startMs: number;
  readonly answer: string;
  /** What it says of its memory, having answered. */
  readonly memory: string;
}

type Started = Pick<Reading, 'output' | 'cost'>;

/** The containers that have answered: the commands that started them, and the guest's memory before and after. */
export interface ServingContainers {
  readonly one: Started;
  readonly others: Started;
  readonly memory: readonly [before: string, after: string];
}

export const osLevel: Experiment = {
  id: 'os-level',
  title: 'Ten containers against two machines',
  about:
    'Each container has processes, mounts, network and host name of its own, limits of a control group, and a root file system; it answers a request over HTTP. One is started by itself, then the others at once. Then two more machines are booted, the smallest there are, to do the same.',
  commands: [...PREPARE, MEMORY, START_ONE, START_OTHERS, MEMORY, SERVE, MEMORY, CLEAR],
  cited: {
    by: 'S3',
    says: '“Little to no overhead”; think of [[1000]] containers on a machine that only serves web pages.',
  },
  async run(bench) {
    bench.runAtEnd(CLEAR);
    for (const command of PREPARE) await bench.run(command);
    const before = (await bench.run(MEMORY)).output;
    const one = await bench.run(START_ONE);
    const others = await bench.run(START_OTHERS);
    const after = (await bench.run(MEMORY)).output;
    const machines: ServingMachine[] = [];
    while (machines.length < MACHINES) machines.push(await startMachine(bench, machines.length));
    return osLevelFinding({ one, others, memory: [before, after] }, machines);
  },
};

async function startMachine(bench: Bench, number: number): Promise<ServingMachine> {
  const begunAt = performance.now();
  const machine: MachineHandle = await bench.boot({
    name: `experiment ${number + 1}`,
    memoryMiB: MACHINE_MIB,
    cold: true,
  });
  const beside = bench.beside(machine);
  const { output } = await beside.run(SERVE);
  const startMs = performance.now() - begunAt;
  const { instructions } = await machine.counters();
  const memory = (await beside.run(MEMORY)).output;
  return { instructions, startMs, answer: output.trim(), memory };
}

/** What containers and machines cost that do the same. */
export function osLevelFinding(
  { one, others, memory }: ServingContainers,
  machines: readonly ServingMachine[],
): Finding {
  requireAnswers(`${one.output}\n${others.output}`, machines);
  for (const { cost } of [one, others]) requireCounted(cost.measured.instructions, 'instructions');
  const [before, after] = memory.map(availableKiB) as [number, number];
  const all = one.cost.measured.instructions + others.cost.measured.instructions;
  const eachInstructions = Math.round(all / CONTAINERS);
  const oneMs = one.cost.wallTimeMs;
  const eachKiB = Math.round((before - after) / CONTAINERS);
  requireCounted(oneMs, 'host time', Number.MIN_VALUE);
  requireCounted(eachKiB, 'the guest’s memory');
  const machineInstructions = mean(machines.map(({ instructions }) => instructions));
  const machineMs = mean(machines.map(({ startMs }) => startMs));
  requireCounted(machineInstructions, 'instructions of the other machines');
  const machineKiB = Math.round(mean(machines.map(usedKiB)));
  requireCounted(machineKiB, 'the other machines’ memory');
  const holds = eachInstructions < machineInstructions && eachKiB < machineKiB && oneMs < machineMs;
  return {
    parameters: { containers: CONTAINERS, machines: machines.length, machineMiB: MACHINE_MIB },
    rows: [
      measured('instructions to start a container, to its answer', eachInstructions),
      measured('instructions to start a machine, to its answer', Math.round(machineInstructions)),
      measured('memory that a container uses', eachKiB, 'KiB'),
      measured(`memory that a machine of ${MACHINE_MIB} MiB uses`, machineKiB, 'KiB'),
      measured('time to start one container, to its answer', Math.round(oneMs), 'ms'),
      measured('time to start one machine, to its answer', Math.round(machineMs), 'ms'),
    ],
    holds,
    verdict: verdict`A machine took ${counted(timesText(machineInstructions / eachInstructions))} the instructions of a container, ${counted(timesText(machineKiB / eachKiB))} its memory and ${counted(timesText(machineMs / oneMs))} its time to start: containers are ${holds ? 'the lighter ones in all three, as claimed' : 'not the lighter ones in all three here'}; the kernel is shared by all of them.`,
  };
}

function requireAnswers(output: string, machines: readonly ServingMachine[]): void {
  const answered = new Set(output.match(/^answer of \d+$/gm) ?? []).size;
  if (answered < CONTAINERS) {
    throw new ExperimentFailed(
      `Of ${CONTAINERS} containers ${answered} answered, so nothing was compared.`,
      output.trim(),
    );
  }
  const silent = machines.find(({ answer }) => answer !== 'answer of a machine');
  if (machines.length < MACHINES || silent !== undefined) {
    throw new ExperimentFailed(
      `Not all of ${MACHINES} machines answered, so nothing was compared.`,
      silent?.answer ?? '',
    );
  }
}

/** All that it was given, less what it has left: kernel, programs and what they hold. */
function usedKiB({ memory }: ServingMachine): number {
  return MACHINE_MIB * 1024 - availableKiB(memory);
}

function availableKiB(text: string): number {
  const found = /MemAvailable:\s+(\d+) kB/.exec(text)?.[1];
  if (found !== undefined) return Number(found);
  throw new ExperimentFailed('The guest did not say how much memory it has left.', text.trim());
}

const mean = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
