import { expect, test } from 'vitest';
import { NOTHING_DONE } from '../machine/counters.ts';
import { Costs } from './costs.ts';

/** Costs of a machine that does as it is told. */
function machine() {
  let instructions = 0;
  let timeMs = 0;
  const costs = new Costs(() => ({
    measured: { ...NOTHING_DONE.measured, instructions },
    guestTimeNs: timeMs * 1e6,
    wallTimeMs: timeMs * 2,
  }));
  const executes = (count: number): void => {
    instructions += count;
    timeMs += 1;
  };
  return { costs, executes };
}

test('a cost is what was counted between its two ends, and only that', () => {
  const { costs, executes } = machine();
  executes(1000);
  costs.beginCommand();
  executes(5);
  costs.nameCommand(' ls -l ');
  executes(7);
  expect(costs.lastCommand).toBeNull();
  costs.endCommand(3);
  executes(1000);
  expect(costs.lastCommand).toEqual({
    kind: 'measured',
    label: 'ls -l',
    wallTimeMs: 4,
    guestTimeNs: 2e6,
    measured: { ...NOTHING_DONE.measured, instructions: 12 },
    errorInstructions: 3,
  });
});

test('an end without a beginning changes nothing', () => {
  const { costs } = machine();
  costs.endCommand(3);
  costs.handleIdle();
  costs.nameCommand('ls');
  expect([costs.lastCommand, costs.lastKey]).toEqual([null, null]);
});

test('keys before the guest is idle are one, and a command ends them without a cost', () => {
  const { costs, executes } = machine();
  costs.beginKeys('l');
  executes(5);
  costs.beginKeys('s');
  executes(6);
  costs.handleIdle();
  const key = costs.lastKey;
  expect(key).toMatchObject({ label: 'ls', measured: { instructions: 11 }, errorInstructions: 0 });
  costs.beginKeys('x');
  costs.beginCommand();
  costs.beginKeys('typed to the command');
  costs.handleIdle();
  expect(costs.lastKey).toBe(key);
});

test('a line that the shell takes begins a command where none has begun', () => {
  const { costs, executes } = machine();
  costs.beginCommand();
  executes(10);
  costs.takeCommand(4);
  executes(10);
  costs.endCommand(3);
  expect(costs.lastCommand).toMatchObject({
    measured: { instructions: 20 },
    errorInstructions: 3,
  });
  costs.takeCommand(4);
  executes(10);
  costs.endCommand(3);
  expect(costs.lastCommand).toMatchObject({
    measured: { instructions: 10 },
    errorInstructions: 7,
  });
});

test('the lines of a command are its name, up to 200 characters', () => {
  const { costs } = machine();
  costs.beginCommand();
  for (const line of ['for i in 1', ' ', `do ${'x'.repeat(300)}`]) costs.nameCommand(line);
  costs.endCommand(0);
  expect(costs.lastCommand?.label).toBe(`for i in 1\ndo ${'x'.repeat(186)}`);
});
