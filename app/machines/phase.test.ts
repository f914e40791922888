import { expect, test } from 'vitest';
import type { MachineStatus } from '#protocol/machine';
import {
  endSentence,
  freezeRefusal,
  goingBackHint,
  hasEnded,
  isInUse,
  isLive,
  isStarting,
  pauseRefusal,
  statusWord,
} from './phase.ts';

const STATUSES: readonly MachineStatus[] = [
  { phase: 'loading', step: 'image', loadedBytes: 0, totalBytes: 1 },
  { phase: 'booting' },
  { phase: 'running' },
  { phase: 'paused' },
  { phase: 'off', by: 'user' },
  { phase: 'panicked', message: 'Attempted to kill init!' },
  { phase: 'failed', failure: { name: 'WorkerLost', message: 'It stopped answering.' } },
];

const phases = (holds: (status: MachineStatus) => boolean) =>
  STATUSES.filter(holds).map((status) => status.phase);

test('each phase has its consequences', () => {
  expect(phases(isStarting)).toEqual(['loading', 'booting']);
  expect(phases(isLive)).toEqual(['booting', 'running']);
  expect(phases(isInUse)).toEqual(['running', 'paused']);
  expect(phases(hasEnded)).toEqual(['off', 'panicked', 'failed']);
});

const diskless = { name: 'tiny', disk: null };

test('every end is told in a sentence, and nothing else is', () => {
  for (const status of STATUSES) {
    expect(endSentence(diskless, status) !== null).toBe(hasEnded(status));
  }
  expect(endSentence(diskless, { phase: 'off', by: 'guest' })).toBe('tiny switched itself off.');
});

test('only a failure of a machine with a disk loses what was written to it, and says so', () => {
  const withDisk = { name: 'tiny', disk: { kind: 'blank', sizeMiB: 1 } } as const;
  const warned = (config: Parameters<typeof endSentence>[0]) =>
    phases((status) => endSentence(config, status)?.includes('what was written to it') ?? false);
  expect(warned(withDisk)).toEqual(['failed']);
  expect(warned(diskless)).toEqual([]);
});

test('what becomes of a machine that goes back is told where it is so', () => {
  const disk = { kind: 'blank', sizeMiB: 64 } as const;
  const told = (of: typeof disk | null) =>
    STATUSES.map((status) => [
      status.phase,
      goingBackHint({ name: 'tiny', disk: of }, status)?.match(/kept first|disk.*lost/)?.[0] ??
        null,
    ]);
  const lost = 'disk since it was saved last is lost';
  expect(told(null)).toEqual([
    ['loading', null],
    ['booting', null],
    ['running', 'kept first'],
    ['paused', 'kept first'],
    ['off', null],
    ['panicked', null],
    ['failed', null],
  ]);
  expect(told(disk)).toEqual([
    ['loading', null],
    ['booting', 'kept first'],
    ['running', 'kept first'],
    ['paused', 'kept first'],
    ['off', lost],
    ['panicked', lost],
    ['failed', null],
  ]);
});

const PAST = [
  { phase: 'rewound', playing: false },
  { phase: 'rewound', playing: true },
] as const;

test('the past of a machine is not frozen, and paused only while it plays', () => {
  expect(phases((status) => freezeRefusal(status, false) !== null)).toEqual([]);
  expect(phases((status) => pauseRefusal(status) !== null)).toEqual([]);
  expect(PAST.map((status) => freezeRefusal(status, false)?.match(/back to now/)?.[0])).toEqual([
    'back to now',
    'back to now',
  ]);
  // It has no now.
  expect(freezeRefusal(PAST[0], true)).not.toMatch('now');
  expect(PAST.map((status) => pauseRefusal(status) === null)).toEqual([false, true]);
});

test('a replay is called one until it is lived on from', () => {
  expect(PAST.map((status) => statusWord(status, false))).toEqual(['In the past', 'In the past']);
  expect(PAST.map((status) => statusWord(status, true))).toEqual(['Replay', 'Replay']);
  expect(statusWord({ phase: 'running' }, true)).toBe('Running');
});
