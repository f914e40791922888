import { expect, test } from 'vitest';
import { createNodeLibrary } from '../node/node-library.ts';
import { configOf, createNodeMachine, NODE_FILES } from '../node/node-machine.ts';

test('counts that do not continue the earlier ones are of a later epoch, even where none fell', async () => {
  const machine = createNodeMachine();
  machine.attachLibrary(createNodeLibrary('counters-epoch'));
  await machine.resetCounters();
  const epoch = async () => (await machine.counters()).epoch;
  const off = await epoch();
  await machine.boot(configOf('tiny', { memoryMiB: 32 }), NODE_FILES);
  const booted = await epoch();
  expect(booted).toBeGreaterThan(off);

  await machine.run('true');
  const { id } = await machine.freeze();
  await machine.pause();
  await machine.resume();
  expect(await epoch()).toBe(booted);

  await machine.resetCounters();
  const cleared = await epoch();
  expect(cleared).toBeGreaterThan(booted);

  // Nothing has run that could have fallen.
  await machine.resumeFrom(id);
  const resumed = await epoch();
  expect(resumed).toBeGreaterThan(cleared);

  await machine.powerOff();
  expect(await epoch()).toBe(resumed);
  await machine.reset();
  expect(await epoch()).toBeGreaterThan(resumed);
  await machine.powerOff();
});
