import { expect, test } from 'vitest';
import type { Cost, Counters } from '#protocol/counters';
import type { MachineStatus } from '#protocol/machine';
import type { Reading } from '../rates.ts';
import { sampleCounters, sampleMeasured } from '../sample-counters.ts';
import { type NewestCost, newestCost } from './newest-cost.ts';
import { sentenceOf, sentenceText } from './sentence.ts';

const RUNNING: MachineStatus = { phase: 'running' };

const accesses = (reads: number, writes: number) => [
  {
    port: 0x3f8,
    device: 'serial port',
    reads: { bits8: reads, bits16: 0, bits32: 0 },
    writes: { bits8: writes, bits16: 0, bits32: 0 },
  },
];

const cost = (label: string, instructions: number, errorInstructions = 1009): Cost => ({
  kind: 'measured',
  label,
  wallTimeMs: 19.2,
  guestTimeNs: 19e6,
  errorInstructions,
  measured: sampleMeasured({
    instructions,
    userInstructions: instructions / 4,
    ports: accesses(1, 40),
  }),
});

/** Readings a second apart, with so much of the time idle. */
function seconds(idleShare: number, change: Partial<Counters> = {}): readonly Reading[] {
  return [1, 2, 3].map((second) => ({
    takenAtMs: second * 1000,
    counters: sampleCounters({
      wallTimeMs: second * 1000,
      guestTimeNs: second * 1e9,
      measured: sampleMeasured({
        instructions: second * 2_000_000,
        idleNs: second * 1e9 * idleShare,
        ports: accesses(second * 5, 0),
      }),
      ...change,
    }),
  }));
}

const say = (
  status: MachineStatus,
  readings: readonly Reading[],
  newest: NewestCost = null,
): string => sentenceText(sentenceOf({ name: 'tiny', status, readings, newest }));

test('a command: what it cost, and how exactly that is known', () => {
  const readings = seconds(0.99, { lastCommand: cost('ls /', 1_842_000) });
  expect(say(RUNNING, readings, 'command')).toBe(
    'That command, “ls /”, cost 1,842,000 instructions, 25.0 % of them in ring 3, and 41 device accesses, in 19 ms. The cut is exact to 1,009 instructions.',
  );
});

test('while something else runs, the last command is not “that” one', () => {
  const readings = seconds(0.1, { lastCommand: cost('ls /', 1_842_000) });
  expect(say(RUNNING, readings, 'command')).toMatch(/^The last command that ended, “ls \/”, cost /);
});

test('a key that came after the command is told instead', () => {
  const readings = seconds(0.99, {
    lastCommand: cost('ls /', 1_842_000),
    lastKey: cost('a', 12_000),
  });
  expect(say(RUNNING, readings, 'key')).toMatch(/^That key, “a”, cost 12,000 instructions/);
  expect(say(RUNNING, readings, 'command')).toMatch(/^That command/);
});

test('every number is shown as measured, and says how it was counted', () => {
  const readings = seconds(0.99, { lastCommand: cost('ls /', 1_842_000) });
  const parts = sentenceOf({ name: 'tiny', status: RUNNING, readings, newest: 'command' });
  expect(
    parts
      .filter((part) => typeof part === 'string')
      .join('')
      .replace('ring 3', ''),
  ).not.toMatch(/\d/);
  for (const part of parts) {
    if (typeof part !== 'string') expect(part).toMatchObject({ kind: 'measured' });
  }
});

test('a command of which little is known', () => {
  const nothing = { ...cost('', 0, 0), measured: sampleMeasured() };
  expect(say(RUNNING, seconds(0.99, { lastCommand: nothing }), 'command')).toBe(
    'That command cost no instruction and no device access, in 19 ms.',
  );
  const long = cost(`x\u001b[31m${'y'.repeat(60)}`, 5);
  expect(say(RUNNING, seconds(0.99, { lastCommand: long }), 'command')).toContain(
    `“x[31m${'y'.repeat(34)}…”`,
  );
});

test('before the first command: idle, busy, or not known yet', () => {
  expect(say(RUNNING, seconds(0.99))).toBe(
    'tiny waits for you: its processor was halted for 99.0 % of the time. Type a command, and this line says what it cost.',
  );
  expect(say(RUNNING, seconds(0.1))).toBe(
    'tiny is busy: 2M instructions and 5.0 device accesses a second. No command has ended yet.',
  );
  expect(say(RUNNING, seconds(0.1).slice(0, 1))).toBe(
    'tiny runs. So far it has executed 2,000,000 instructions with 5 device accesses.',
  );
  expect(say(RUNNING, [])).toBe('The first counts of tiny are on their way.');
});

test('a machine that does not run claims nothing about a command', () => {
  const readings = seconds(0.99, { lastCommand: cost('ls /', 1_842_000) });
  const told = (status: MachineStatus) => say(status, readings, 'command');
  expect(told({ phase: 'off', by: 'user' })).toBe(
    'tiny is switched off. It had executed 6,000,000 instructions with 15 device accesses.',
  );
  expect(say({ phase: 'off', by: 'user' }, [])).toBe('tiny is switched off.');
  expect(told({ phase: 'paused' })).toMatch(/^tiny is paused: not one instruction runs\./);
  expect(told({ phase: 'booting' })).toMatch(/^tiny is booting\. So far that took 6,000,000/);
  expect(told({ phase: 'panicked', message: 'x' })).toMatch(/^The kernel of tiny gave up\./);
  expect(told({ phase: 'loading', step: 'image', loadedBytes: 0, totalBytes: 0 })).toMatch(
    /nothing has run yet\.$/,
  );
  expect(told({ phase: 'failed', failure: { name: 'WorkerLost', message: '' } })).toBe(
    'tiny is lost, and its counts stand still.',
  );
});

test('what came later is seen from one reading to the next', () => {
  const none = sampleCounters();
  const command = sampleCounters({ lastCommand: cost('ls', 10) });
  const key = sampleCounters({ lastCommand: cost('ls', 10), lastKey: cost('a', 3) });
  const again = sampleCounters({ lastCommand: cost('ls', 11), lastKey: cost('a', 3) });
  expect(newestCost(null, none, null)).toBeNull();
  expect(newestCost(null, key, null)).toBe('command');
  expect(newestCost(none, command, null)).toBe('command');
  expect(newestCost(command, key, 'command')).toBe('key');
  expect(newestCost(key, structuredClone(key), 'key')).toBe('key');
  expect(newestCost(key, again, 'key')).toBe('command');
});
