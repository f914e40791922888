import { expect, test } from 'vitest';
import type { Cost, Counters } from '#protocol/counters';
import { FailureError } from '#protocol/failure';
import type { MachineHandle } from '#protocol/snowglobe';
import { sampleCounts } from '../model/sample-counts.ts';
import { Bench, costOf, isLabelOf } from './bench.ts';
import { ExperimentFailed } from './experiment.ts';

const COMMAND = 'echo one; echo two';

/** What a command of so many instructions cost. */
function busy(instructions: number): Cost {
  const measured = sampleCounts({ instructions });
  return {
    kind: 'measured',
    label: COMMAND,
    wallTimeMs: 100,
    guestTimeNs: 1e8,
    measured,
    errorInstructions: 0,
  };
}

function counters(instructions: number, lastCommand: Cost | null): Counters {
  return {
    kind: 'measured',
    epoch: 0,
    instructions,
    guestTimeNs: 0,
    wallTimeMs: 0,
    measured: sampleCounts({ instructions }),
    sampled: null,
    notCountable: [],
    lastCommand,
    lastKey: null,
  };
}

test('a command whose cost the machine does not tell has none', () => {
  const old = busy(5);
  const before = counters(100, old);
  const read = (after: Counters) => costOf(COMMAND, before, after);
  expect(read(counters(200, busy(90))).measured.instructions).toBe(90);
  expect(() => read(counters(200, old))).toThrow(ExperimentFailed);
  expect(() => read(counters(200, null))).toThrow(ExperimentFailed);
  expect(() => read(counters(100, busy(90)))).toThrow(ExperimentFailed);
});

test('the cost of another line is not taken for that of a command', () => {
  const before = counters(100, null);
  for (const label of ['', 'echo one', 'ls']) {
    const after = counters(200, { ...busy(90), label });
    expect(() => costOf(COMMAND, before, after), label).toThrow(/Another line/);
  }
});

test('a label is known in the shape that the console gave it', () => {
  const long = `printf '${'\\101'.repeat(60)}' > /tmp/file`;
  expect(isLabelOf(`${long.slice(0, 70)}\r\r\n${long.slice(70, 190)}`, long)).toBe(true);
  expect(isLabelOf(`${long.slice(0, 71)}\b${long.slice(70)}`, long)).toBe(true);
  expect(isLabelOf(`${long.slice(0, 150)}x`, long)).toBe(false);
});

test('what cannot be cleared leaves nothing else uncleared', async () => {
  // Safe: nothing is asked of the machine here.
  const machine = {} as MachineHandle;
  const boot = () => {
    throw new Error('Nothing is booted here.');
  };
  const bench = new Bench(machine, boot, {});
  const done: string[] = [];
  bench.atEnd(async () => done.push('first'));
  bench.atEnd(() => Promise.reject(new FailureError('WorkerLost', 'It is gone.')));
  bench.atEnd(() => Promise.reject(new TypeError('a bug')));
  bench.atEnd(async () => done.push('last'));
  await expect(bench.clear()).rejects.toThrow('a bug');
  expect(done).toEqual(['last', 'first']);
});
