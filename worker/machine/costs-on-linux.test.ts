import { afterAll, beforeAll, expect, test } from 'vitest';
import { configOf, createNodeMachine, NODE_FILES } from '../node/node-machine.ts';
import type { Machine } from './machine.ts';

const WAIT = { timeout: 60_000 };

let machine: Machine;

beforeAll(async () => {
  machine = createNodeMachine();
  await machine.boot(configOf('tiny', { memoryMiB: 32 }), NODE_FILES);
});

afterAll(() => machine.powerOff());

const lastCommand = async () => (await machine.counters()).lastCommand;

test('a command of several lines is one, of which the prompts between are a part', async () => {
  await machine.run('true');
  await machine.type('for i in 1 2 3\r');
  await machine.waitFor(/^> /m);
  await machine.type('do seq 100 | wc -l; done\r');
  await expect.poll(async () => (await lastCommand())?.label, WAIT).toMatch(/^for/);
  const cost = await lastCommand();
  expect(cost?.label).toBe('for i in 1 2 3\ndo seq 100 | wc -l; done');
  // Three times two programs; the prompt alone takes some ten thousand.
  expect(cost?.measured.instructions).toBeGreaterThan(500_000);
});
