import { beforeAll, expect, test } from 'vitest';
import type { JitMode } from '#protocol/machine';
import { createNodeLibrary } from '../node/node-library.ts';
import { configOf, createNodeMachine, NODE_FILES } from '../node/node-machine.ts';

const machine = createNodeMachine();
const HOT = 'i=0; while [ $i -lt 500 ]; do i=$((i+1)); done';

beforeAll(async () => {
  await machine.boot(configOf('tiny', { memoryMiB: 32 }), NODE_FILES);
});

/** Modules that the compiler writes in a hot loop, and those that are live after it. */
async function runHot(): Promise<{ written: number; live: number }> {
  const before = (await machine.counters()).measured.jitModules;
  await machine.run(HOT);
  const after = (await machine.counters()).measured.jitModules;
  return { written: after - before, live: machine.engine?.jit.liveModules ?? 0 };
}

test('with the compiler off all code is interpreted, until it may compile again', async () => {
  await machine.setJit(true);
  expect((await runHot()).live).toBeGreaterThan(0);
  await machine.setJit(false);
  expect(machine.engine?.jit.liveModules).toBe(0);
  expect(await runHot()).toEqual({ written: 0, live: 0 });
  await machine.setJit('auto');
  expect((await runHot()).written).toBeGreaterThan(0);
});

test('a machine that is switched on anew judges for itself', async () => {
  await machine.setJit(false);
  await machine.reset();
  expect((await runHot()).written).toBeGreaterThan(0);
});

test('and so does one that becomes what a snapshot was', async () => {
  machine.attachLibrary(createNodeLibrary('jit-mode-test'));
  await machine.setJit(false);
  const { id } = await machine.freeze();
  await machine.resumeFrom(id);
  expect((await runHot()).written).toBeGreaterThan(0);
});

test('what is no such mode is refused', async () => {
  // Safe: scripts are not always typed.
  await expect(machine.setJit('yes' as unknown as JitMode)).rejects.toThrow(TypeError);
});
