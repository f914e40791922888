import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SnapshotId } from '#protocol/snapshots';
import { createNodeLibrary } from '../node/node-library.ts';
import { configOf, createNodeMachine, NODE_FILES } from '../node/node-machine.ts';
import type { Machine } from './machine.ts';

type Verb =
  | 'boot'
  | 'pause'
  | 'resume'
  | 'reset'
  | 'powerOff'
  | 'type'
  | 'run'
  | 'screen'
  | 'progress'
  | 'counters'
  | 'resetCounters'
  | 'sample'
  | 'setJit'
  | 'thaw'
  | 'freeze'
  | 'resumeFrom'
  | 'keep'
  | 'setRate'
  | 'setPastBudget'
  | 'timeline'
  | 'rewindTo'
  | 'play'
  | 'takeOver'
  | 'step'
  | 'bookmark'
  | 'film';
type Outcome = 'succeeds' | 'is refused';

const VERBS: Readonly<Record<Verb, (machine: Machine) => Promise<unknown>>> = {
  boot: (machine) => machine.boot(configOf('tiny', { memoryMiB: 32 }), NODE_FILES),
  pause: (machine) => machine.pause(),
  resume: (machine) => machine.resume(),
  reset: (machine) => machine.reset(),
  powerOff: (machine) => machine.powerOff(),
  type: (machine) => machine.type(' '),
  run: (machine) => machine.run('true'),
  screen: (machine) => machine.screen(),
  progress: (machine) => machine.progress(),
  counters: (machine) => machine.counters(),
  resetCounters: (machine) => machine.resetCounters(),
  sample: (machine) => machine.sample(true, 'scripts'),
  setJit: (machine) => machine.setJit('auto'),
  thaw: (machine) => machine.thaw({ kind: 'snapshot', id: frozen }, { as: 'copy' }, NODE_FILES),
  freeze: (machine) => machine.freeze(),
  resumeFrom: (machine) => machine.resumeFrom(frozen),
  keep: (machine) => machine.keep(),
  setRate: (machine) => machine.setRate(1),
  setPastBudget: (machine) => machine.setPastBudget(64 * 2 ** 20),
  timeline: (machine) => machine.timeline(),
  rewindTo: async (machine) => machine.rewindTo(await earliest(machine)),
  play: (machine) => machine.play(),
  takeOver: (machine) => machine.takeOver(),
  step: (machine) => machine.step('slice'),
  bookmark: (machine) => machine.bookmark('here'),
  film: (machine) => machine.film(3),
};

/** The earliest guest time that a machine remembers; one that remembers nothing refuses any. */
function earliest(machine: Machine): Promise<number> {
  return machine.timeline().then(
    ({ fromNs }) => fromNs,
    () => 0,
  );
}

const library = createNodeLibrary('lifecycle-test');

/** A snapshot for any machine here. */
let frozen: SnapshotId;

beforeAll(async () => {
  const machine = newMachine();
  await VERBS.boot(machine);
  frozen = (await machine.freeze()).id;
  await machine.powerOff();
});

/** What another tab does that takes the machine which claimed its place last. */
let takeAway = (): void => {};

function newMachine(): Machine {
  const machine = createNodeMachine({
    claims: {
      claim: async (_lineage, _takeOver, events) => {
        takeAway = () => events.handleLost();
        return { release: () => {} };
      },
    },
  });
  machine.attachLibrary(library);
  return machine;
}

const OFF: Readonly<Record<Verb, Outcome>> = {
  boot: 'is refused',
  thaw: 'is refused',
  freeze: 'is refused',
  keep: 'succeeds',
  pause: 'is refused',
  resume: 'is refused',
  type: 'is refused',
  run: 'is refused',
  screen: 'succeeds',
  progress: 'succeeds',
  counters: 'succeeds',
  resetCounters: 'succeeds',
  sample: 'succeeds',
  setJit: 'is refused',
  powerOff: 'succeeds',
  resumeFrom: 'succeeds',
  reset: 'succeeds',
  setRate: 'succeeds',
  setPastBudget: 'succeeds',
  timeline: 'is refused',
  rewindTo: 'is refused',
  play: 'is refused',
  takeOver: 'is refused',
  step: 'is refused',
  bookmark: 'is refused',
  film: 'is refused',
};

const TABLE: Readonly<
  Record<
    'running' | 'paused' | 'rewound' | 'off' | 'panicked' | 'failed',
    Readonly<Record<Verb, Outcome>>
  >
> = {
  running: {
    boot: 'is refused',
    thaw: 'is refused',
    freeze: 'succeeds',
    keep: 'succeeds',
    resumeFrom: 'succeeds',
    type: 'succeeds',
    run: 'succeeds',
    screen: 'succeeds',
    progress: 'succeeds',
    counters: 'succeeds',
    resetCounters: 'succeeds',
    sample: 'succeeds',
    setJit: 'succeeds',
    setRate: 'succeeds',
    setPastBudget: 'succeeds',
    timeline: 'succeeds',
    step: 'succeeds',
    bookmark: 'succeeds',
    film: 'succeeds',
    play: 'is refused',
    takeOver: 'is refused',
    rewindTo: 'succeeds',
    resume: 'succeeds',
    pause: 'succeeds',
    reset: 'succeeds',
    powerOff: 'succeeds',
  },
  paused: {
    boot: 'is refused',
    thaw: 'is refused',
    run: 'is refused',
    freeze: 'succeeds',
    keep: 'succeeds',
    type: 'succeeds',
    screen: 'succeeds',
    progress: 'succeeds',
    counters: 'succeeds',
    resetCounters: 'succeeds',
    sample: 'succeeds',
    setJit: 'succeeds',
    setRate: 'succeeds',
    setPastBudget: 'succeeds',
    timeline: 'succeeds',
    step: 'succeeds',
    bookmark: 'succeeds',
    film: 'succeeds',
    play: 'is refused',
    takeOver: 'is refused',
    rewindTo: 'succeeds',
    pause: 'succeeds',
    resume: 'succeeds',
    resumeFrom: 'succeeds',
    reset: 'succeeds',
    powerOff: 'succeeds',
  },
  rewound: {
    boot: 'is refused',
    thaw: 'is refused',
    run: 'is refused',
    type: 'is refused',
    freeze: 'is refused',
    setJit: 'is refused',
    keep: 'succeeds',
    screen: 'succeeds',
    progress: 'succeeds',
    counters: 'succeeds',
    resetCounters: 'succeeds',
    sample: 'succeeds',
    setRate: 'succeeds',
    setPastBudget: 'succeeds',
    timeline: 'succeeds',
    step: 'succeeds',
    bookmark: 'succeeds',
    film: 'succeeds',
    rewindTo: 'succeeds',
    pause: 'succeeds',
    play: 'succeeds',
    resume: 'succeeds',
    takeOver: 'succeeds',
    resumeFrom: 'succeeds',
    reset: 'succeeds',
    powerOff: 'succeeds',
  },
  off: OFF,
  panicked: OFF,
  failed: { ...OFF, resumeFrom: 'is refused' },
};

describe.each(Object.entries(TABLE))('a machine that is %s', (phase, outcomes) => {
  let machine: Machine;

  beforeAll(async () => {
    machine = newMachine();
    await VERBS.boot(machine);
  });

  afterAll(() => machine.powerOff());

  test.each(Object.entries(outcomes))('%s %s', async (verb, outcome) => {
    await bring(machine, phase);
    // Safe: the keys of the table's rows are verbs.
    const done = VERBS[verb as Verb](machine);
    if (outcome === 'succeeds') {
      await done;
      return;
    }
    await expect(done).rejects.toMatchObject({ name: 'NotInThisPhase' });
    expect(machine.status.phase).toBe(phase);
  });
});

async function bring(machine: Machine, phase: string): Promise<void> {
  if (machine.status.phase === phase) return;
  if (machine.status.phase === 'rewound') await machine.rewindTo((await machine.timeline()).toNs);
  if (phase === 'off') return machine.powerOff();
  if (phase === 'failed') return takeAway();
  if (['off', 'panicked'].includes(machine.status.phase)) await machine.reset();
  if (phase === 'panicked') {
    await machine.type('echo c > /proc/sysrq-trigger\r');
    return expect.poll(() => machine.status.phase, { timeout: 30_000 }).toBe('panicked');
  }
  if (phase === 'rewound') return machine.rewindTo(await earliest(machine));
  if (phase === 'paused') await machine.pause();
  else await machine.resume();
}

describe('before and while booting', () => {
  test('a machine that was never started refuses all but questions', async () => {
    const machine = createNodeMachine();
    await expect(machine.pause()).rejects.toMatchObject({ name: 'NotInThisPhase' });
    await expect(machine.reset()).rejects.toMatchObject({ name: 'NotInThisPhase' });
    expect(await machine.screen()).toBe('');
    const nothing = { instructions: 0, guestTimeNs: 0, wallTimeMs: 0 };
    expect(await machine.progress()).toEqual(nothing);
    await machine.sample(true, 'scripts');
    await machine.resetCounters();
    const { sampled, measured, ...counters } = await machine.counters();
    expect(counters).toMatchObject(nothing);
    expect([sampled, measured.instructions]).toEqual([null, 0]);
  });

  test('a machine switched off while it loads stays off, and the one who boots it is told', async () => {
    const machine = createNodeMachine();
    const booting = VERBS.boot(machine);
    const told = expect(booting).rejects.toMatchObject({ name: 'GuestStopped' });
    await machine.powerOff();
    await told;
    expect(machine.status).toEqual({ phase: 'off', by: 'user' });
    await machine.reset();
    expect(machine.status.phase).toBe('running');
    await machine.powerOff();
  });

  test.each([
    'pause',
    'resume',
    'reset',
    'type',
    'run',
    'boot',
    'thaw',
    'freeze',
    'resumeFrom',
  ] as const)('a machine that loads refuses %s', async (verb) => {
    const machine = createNodeMachine();
    const booting = VERBS.boot(machine).catch(() => {});
    expect(machine.status.phase).toBe('loading');
    await expect(VERBS[verb](machine)).rejects.toMatchObject({ name: 'NotInThisPhase' });
    await machine.powerOff();
    await booting;
  });

  test('key strokes while it boots reach the shell whole', async () => {
    const machine = createNodeMachine();
    const booting = VERBS.boot(machine);
    await expect.poll(() => machine.status.phase, { timeout: 30_000 }).toBe('booting');
    await machine.type('echo early-$((6*7))\r');
    await booting;
    expect(await machine.waitFor(/^early-42$/m)).not.toContain('not found');
    await machine.powerOff();
  });

  test('a machine that failed can be reset, and fails again or not', async () => {
    const machine = createNodeMachine();
    const nowhere = { ...NODE_FILES, emulator: '/nowhere' };
    await expect(machine.boot(configOf('tiny'), nowhere)).rejects.toMatchObject({
      name: 'ImageMissing',
    });
    await expect(machine.pause()).rejects.toMatchObject({ name: 'NotInThisPhase' });
    await expect(machine.reset()).rejects.toMatchObject({ name: 'ImageMissing' });
    expect(machine.status.phase).toBe('failed');
  });

  test('a machine can be paused and resumed while it boots', async () => {
    const machine = createNodeMachine();
    const booting = VERBS.boot(machine);
    await expect.poll(() => machine.status.phase, { timeout: 30_000 }).toBe('booting');
    await machine.pause();
    expect(machine.status.phase).toBe('paused');
    await machine.resume();
    expect(machine.status.phase).toBe('booting');
    await booting;
    expect(machine.status.phase).toBe('running');
    await machine.powerOff();
  });

  test('an image or a size that does not exist is refused by name, and the machine says so', async () => {
    const machine = createNodeMachine();
    await expect(
      machine.boot(configOf('tiny', { image: 'huge' }), NODE_FILES),
    ).rejects.toMatchObject({ name: 'ImageUnknown', message: expect.stringContaining('huge') });
    expect(machine.status).toMatchObject({ phase: 'failed', failure: { name: 'ImageUnknown' } });
  });
});
