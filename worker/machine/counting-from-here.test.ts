import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SnapshotId } from '#protocol/snapshots';
import { createNodeLibrary } from '../node/node-library.ts';
import { configOf, createNodeMachine, NODE_FILES } from '../node/node-machine.ts';
import type { Machine } from './machine.ts';

const library = createNodeLibrary('counting-from-here-test');

let machine: Machine;
/** Frozen when it counted from its prompt on. */
let frozen: SnapshotId;

beforeAll(async () => {
  machine = newMachine();
  await machine.boot(configOf('tiny', { memoryMiB: 32 }), NODE_FILES);
  await machine.resetCounters();
  await machine.pause();
  frozen = (await machine.freeze()).id;
});

afterAll(() => machine.powerOff());

function newMachine(): Machine {
  const made = createNodeMachine();
  made.attachLibrary(library);
  return made;
}

/** Counts that leave out the boot, which is almost all that it has executed. */
async function expectFromPrompt(of: Machine): Promise<void> {
  const { measured, instructions } = await of.counters();
  expect(measured.instructions).toBeLessThan(instructions / 2);
}

test('a machine that is resumed counts from where it did when it was frozen', async () => {
  await expectFromPrompt(machine);
  await machine.resumeFrom(frozen);
  await expectFromPrompt(machine);
});

test('one that is thawed does so, too', async () => {
  const thawed = newMachine();
  await thawed.thaw({ kind: 'snapshot', id: frozen }, { as: 'copy', paused: true }, NODE_FILES);
  await expectFromPrompt(thawed);
  await thawed.powerOff();
});

test('one that was switched off has counts to be reset; what it executed stays', async () => {
  await machine.powerOff();
  expect((await machine.counters()).measured.instructions).toBeGreaterThan(0);
  await machine.resetCounters();
  const { measured, instructions } = await machine.counters();
  expect(measured.instructions).toBe(0);
  expect(measured.ports).toEqual([]);
  expect(instructions).toBeGreaterThan(1_000_000);
});
