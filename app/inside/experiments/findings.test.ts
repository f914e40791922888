import { describe, expect, test } from 'vitest';
import type { Cost, Counters, PortCount } from '#protocol/counters';
import { assumedRanges } from '../model/assumptions-store.ts';
import { sampleCounts, samplePort } from '../model/sample-counts.ts';
import { applicationFinding } from './application.ts';
import { controlFinding, type PauseReadings } from './control.ts';
import { emulationFinding } from './emulation.ts';
import { ExperimentFailed, type Finding } from './experiment.ts';
import { fullFinding } from './full.ts';
import { hardX86Finding } from './hard-x86.ts';
import { hardwareAssistedFinding } from './hardware-assisted.ts';
import { osLevelFinding } from './os-level.ts';
import { paravirtualisationFinding } from './paravirtualisation.ts';
import { translationFinding } from './translation.ts';
import { verdictText } from './verdict.ts';

const MIB = 2 ** 20;

type Counted = Parameters<typeof sampleCounts>;

function cost(wallTimeMs: number, change: Counted[0] = {}, events: Counted[1] = {}): Cost {
  const measured = sampleCounts(change, events);
  const guestTimeNs = wallTimeMs * 1e6;
  return { kind: 'measured', label: '', wallTimeMs, guestTimeNs, measured, errorInstructions: 0 };
}

/** A command of so many instructions, nearly all in ring 3. */
const busy = (instructions: number, wallTimeMs = 100) =>
  cost(wallTimeMs, { instructions, userInstructions: instructions });

function counters(instructions: number, guestTimeNs: number, lastCommand: Cost | null): Counters {
  return {
    kind: 'measured',
    epoch: 1,
    instructions,
    guestTimeNs,
    wallTimeMs: 0,
    measured: sampleCounts({ instructions }),
    sampled: null,
    notCountable: [],
    lastCommand,
    lastKey: null,
  };
}

const ANSWERS = 'smsw   80050033\nsgdt   ffc01000\npushf  00000216\npopf   00000216\n';
const FAULT = { vectors: [{ vector: 13, count: 1 }] };

const compared = (off: number, on: number, jitModules: number) => ({
  interpreted: [busy(off)],
  compiled: [cost(100, { instructions: on, jitModules })],
});

/** The loop's first run with the compiler on. */
const FIRST = cost(100, { instructions: 1e6, jitModules: 30 });

const onSerial = (ports: readonly PortCount[], bytes = MIB) =>
  cost(1000, { ports, consoleBytes: { in: 0, out: bytes } });
const byVirtio = (accesses: number) =>
  cost(100, { ports: [samplePort(0xb900, accesses, 'virtio-console')] });

const MODEL = { ranges: assumedRanges({ ranges: {} }), leaves: {} };
const FORKING = { pageFault: 4000, writeCr3: 160, cli: 9000, sti: 8000 } as const;
const forking = (events: Counted[1]) => cost(100, {}, events);

const TEN = Array.from({ length: 10 }, (_, index) => `answer of ${index + 1}\n`).join('');
const MEMORY = ['MemAvailable:  100000 kB\n', 'MemAvailable:   97000 kB\n'] as const;
const served = (instructions: number, availableKiB = 20_000) => ({
  instructions,
  startMs: 1000,
  answer: 'answer of a machine',
  memory: `MemAvailable:   ${availableKiB} kB\n`,
});

const STILL = counters(5, 5, null);

const paused = (change: Partial<PauseReadings> = {}): PauseReadings => ({
  uptimes: ['10.00 9.00\n', '10.05 9.00\n'],
  hostMs: 1550,
  pausedMs: 1500,
  counters: [
    counters(1000, 10e9, null),
    counters(2000, 10.02e9, null),
    counters(2000, 10.02e9, null),
    counters(3000, 10.05e9, null),
  ],
  ...change,
});

const LUA = { empty: busy(1_000_000), loop: busy(6_000_000), add: busy(11_000_000) };
const withCalls = {
  ...LUA,
  empty: cost(10, { instructions: 1_000_000 }, { sysenter: 100, int80: 3 }),
};
const REFUSED = {
  asRoot: 'file (0xa7f865e0)\n',
  asUser: 'nil\t/dev/port: Permission denied\t13\n',
};

/** Each experiment with numbers as they are, and with its counters stuck. */
const TABLE: Readonly<Record<string, { works: () => Finding; stuck: (() => Finding)[] }>> = {
  emulation: {
    works: () => emulationFinding(busy(500_000), [busy(1_700_000), busy(1_800_000)], 64),
    stuck: [
      () => emulationFinding(busy(0), [busy(0)], 64),
      () => emulationFinding(busy(500_000), [busy(500_000)], 64),
      () => emulationFinding(busy(500_000), [busy(1_700_000, 0)], 64),
      () => emulationFinding(busy(500_000), [cost(100, { instructions: 1_700_000 })], 64),
    ],
  },
  translation: {
    works: () => translationFinding(compared(2e6, 8e6, 10), compared(2e6, 1e6, 20), FIRST),
    stuck: [
      () => translationFinding(compared(2e6, 8e6, 0), compared(2e6, 1e6, 0), busy(1)),
      () => translationFinding(compared(0, 0, 10), compared(0, 0, 20), FIRST),
      // The compiler was never off.
      () =>
        translationFinding(
          { interpreted: compared(1, 2e6, 3).compiled, compiled: compared(1, 8e6, 10).compiled },
          compared(2e6, 1e6, 20),
          FIRST,
        ),
    ],
  },
  'hard-x86': {
    works: () => hardX86Finding(ANSWERS, cost(9, {}, { readSystemTable: 1 }), cost(9, FAULT)),
    stuck: [
      () => hardX86Finding(ANSWERS, cost(9), cost(9, FAULT)),
      () => hardX86Finding(ANSWERS, cost(9, {}, { readSystemTable: 1 }), cost(9)),
      () => hardX86Finding('Illegal', cost(9, {}, { readSystemTable: 1 }), cost(9, FAULT)),
    ],
  },
  full: {
    works: () => fullFinding(mixed(5_000_000, 4_900_000), mixed(4_000_000, 1_000_000)),
    stuck: [
      () => fullFinding(mixed(0, 0), mixed(4_000_000, 1_000_000)),
      () => fullFinding(mixed(5_000_000, 0), mixed(4_000_000, 0)),
      () => fullFinding(mixed(5_000_000, 5_000_000), mixed(4_000_000, 4_000_000)),
    ],
  },
  'hardware-assisted': {
    works: () => hardwareAssistedFinding(forking(FORKING), MODEL),
    stuck: [
      () => hardwareAssistedFinding(forking({}), MODEL),
      () => hardwareAssistedFinding(forking({ ...FORKING, pageFault: 0 }), MODEL),
      () => hardwareAssistedFinding(forking({ ...FORKING, writeCr3: 0 }), MODEL),
      () => hardwareAssistedFinding(forking({ ...FORKING, cli: 0 }), MODEL),
    ],
  },
  paravirtualisation: {
    works: () => paravirtualisationFinding(onSerial([samplePort(0x3f8, 1.2 * MIB)]), byVirtio(900)),
    stuck: [
      () => paravirtualisationFinding(onSerial([]), byVirtio(900)),
      () => paravirtualisationFinding(onSerial([samplePort(0x3f8, 400)]), byVirtio(900)),
      () => paravirtualisationFinding(onSerial([samplePort(0x3f8, 1.2 * MIB)], 0), byVirtio(900)),
      () => paravirtualisationFinding(onSerial([samplePort(0x3f8, 1.2 * MIB)]), byVirtio(0)),
    ],
  },
  'os-level': {
    works: () => containers(TEN, MEMORY, 60e6, [served(19e6), served(19e6)]),
    stuck: [
      () => containers(TEN, MEMORY, 0, [served(19e6), served(19e6)]),
      () => containers(TEN, [MEMORY[0], MEMORY[0]], 60e6, [served(19e6), served(19e6)]),
      () => containers(TEN, MEMORY, 60e6, [served(0), served(0)]),
      () => containers(TEN, MEMORY, 60e6, [served(19e6, 32_768), served(19e6, 32_768)]),
      () => containers(TEN, MEMORY, 60e6, [served(19e6)]),
      () => containers('answer of 1\n', MEMORY, 60e6, [served(19e6), served(19e6)]),
    ],
  },
  application: {
    works: () => applicationFinding(withCalls, REFUSED),
    stuck: [
      () => applicationFinding(LUA, REFUSED),
      () => applicationFinding({ ...withCalls, add: LUA.loop }, REFUSED),
      () => applicationFinding({ ...withCalls, loop: withCalls.empty }, REFUSED),
      () => applicationFinding(withCalls, { ...REFUSED, asUser: 'lua: not found' }),
    ],
  },
  control: {
    works: () => controlFinding(paused(), 'MemTotal:  123020 kB\n', 'a\nb\n'),
    stuck: [
      () =>
        controlFinding(
          paused({ counters: [STILL, STILL, STILL, STILL] }),
          'MemTotal:  123020 kB\n',
          'a\n',
        ),
      () => controlFinding(paused({ counters: withTimeStuck() }), 'MemTotal: 9 kB', 'a\n'),
      () => controlFinding(paused({ uptimes: ['1.00 1', '1.00 1'] }), 'MemTotal: 9 kB', 'a\n'),
      () => controlFinding(paused(), 'grep: not found', 'a\n'),
      () => controlFinding(paused(), 'MemTotal:  123020 kB\n', ''),
    ],
  },
};

/** Instructions go on, and the machine's own clock does not. */
function withTimeStuck(): PauseReadings['counters'] {
  return [counters(1, 5, null), counters(2, 5, null), counters(2, 5, null), counters(3, 5, null)];
}

function mixed(instructions: number, userInstructions: number): Cost {
  return cost(100, { instructions, userInstructions });
}

function containers(
  output: string,
  memory: readonly [string, string],
  instructions: number,
  machines: Parameters<typeof osLevelFinding>[1],
): Finding {
  const one = { output: 'answer of 1\n', cost: busy(instructions / 10, 90) };
  const others = { output, cost: busy((9 * instructions) / 10, 900) };
  return osLevelFinding({ one, others, memory }, machines);
}

describe.each(Object.entries(TABLE))('%s', (_, { works, stuck }) => {
  test('finds its claim in numbers that show it', () => {
    const { holds, rows } = works();
    expect(holds).toBe(true);
    for (const { value } of rows) expect(value).not.toBeNaN();
    expect(new Set(rows.map(({ label }) => label)).size).toBe(rows.length);
  });

  test('says of each number in its verdict what stands behind it', () => {
    const { verdict } = works();
    expect(verdict.some(({ kind }) => kind !== null)).toBe(true);
    const words = verdict.filter(({ kind }) => kind === null).map(({ text }) => text);
    // What is numbered by its name is no figure.
    for (const text of words) expect(text.replace(/ring 3|x86/g, '')).not.toMatch(/\d/);
  });

  test('has no result where what it rests on is stuck', () => {
    for (const build of stuck) expect(build).toThrow(ExperimentFailed);
  });
});

test('what a pause did not hold is no control', () => {
  const { counters: counted } = paused();
  const [begin, before, , end] = counted;
  const ran = counters(2500, 10.03e9, null);
  const readings = paused({ counters: [begin, before, ran, end] });
  expect(controlFinding(readings, 'MemTotal: 9 kB', 'a\n').holds).toBe(false);
});

test('a loop that translation slows down is no gain', () => {
  const { holds, verdict } = translationFinding(
    compared(8e6, 2e6, 9),
    compared(2e6, 1e6, 20),
    FIRST,
  );
  expect(holds).toBe(false);
  expect(verdictText(verdict)).toContain('against the claim');
});

test('where fork and exec gains, too, it is not reuse that pays', () => {
  const { holds, verdict } = translationFinding(
    compared(2e6, 8e6, 9),
    compared(2e6, 7e6, 20),
    FIRST,
  );
  expect(holds).toBe(false);
  expect(verdictText(verdict)).toContain('was not seen');
});

test('a gain is that of the middle one of the runs, side by side', () => {
  const loop = {
    interpreted: [busy(2e6), busy(1e6), busy(2e6)],
    compiled: [busy(99e6), busy(3e6), busy(8e6)],
  };
  const { rows } = translationFinding(loop, compared(2e6, 1e6, 20), FIRST);
  expect(rows.find(({ label }) => label.startsWith('loop, translated to'))?.value).toBe(4);
});

test('an interrupt flag that was off is told as off', () => {
  const answers = ANSWERS.replace('pushf  00000216', 'pushf  00000016');
  const { rows } = hardX86Finding(answers, cost(9, {}, { readSystemTable: 1 }), cost(9, FAULT));
  expect(rows.map(({ label }) => label)).toContain('PUSHF: the flags, interrupts off');
});

test('a machine is measured by what it uses, as containers are', () => {
  const { rows } = containers(TEN, MEMORY, 60e6, [served(19e6, 20_000), served(19e6, 22_000)]);
  const used = rows.find(({ label }) => label.startsWith('memory that a machine'));
  expect(used?.value).toBe(32 * 1024 - 21_000);
});
