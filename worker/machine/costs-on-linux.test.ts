import { afterAll, beforeAll, expect, test } from 'vitest';
import { createNodeLibrary } from '../node/node-library.ts';
import { configOf, createNodeMachine, NODE_FILES } from '../node/node-machine.ts';
import type { Machine } from './machine.ts';

const WAIT = { timeout: 60_000 };

const library = createNodeLibrary('costs-test');

let machine: Machine;

beforeAll(async () => {
  machine = createNodeMachine();
  machine.attachLibrary(library);
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

test('a line that was typed ahead has its own cost', async () => {
  await machine.type('sleep 0.5\recho ahead\r');
  await expect.poll(async () => (await lastCommand())?.label, WAIT).toBe('echo ahead');
  const cost = await lastCommand();
  expect(cost?.measured.instructions).toBeLessThan(500_000);
  expect(cost?.errorInstructions).toBeLessThan(2000);
});

test('a line that was edited is named as it was entered', async () => {
  await machine.type('echp\x7fo edite');
  await machine.type('\x1b[D\x1b[Dx\x7f\x1b[C\x1b[Cd\r');
  await machine.waitFor(/^edited/m);
  await expect.poll(async () => (await lastCommand())?.label, WAIT).toBe('echo edited');
});

test('the first command after a thaw has its name and its cost', async () => {
  const { id } = await machine.freeze();
  const thawed = createNodeMachine();
  thawed.attachLibrary(library);
  await thawed.thaw({ kind: 'snapshot', id }, { as: 'copy' }, NODE_FILES);
  await thawed.type('echo first\r');
  await thawed.waitFor(/^first/m);
  await expect.poll(async () => (await thawed.counters()).lastCommand?.label, WAIT).toBeDefined();
  expect((await thawed.counters()).lastCommand?.label).toBe('echo first');
  await thawed.powerOff();
});
