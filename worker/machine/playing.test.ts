import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { hostNowMs } from '../engine/host-globals.ts';
import { configOf, createNodeMachine, NODE_FILES } from '../node/node-machine.ts';
import type { Machine } from './machine.ts';

let machine: Machine;
/** An instant with some minutes behind it in which little happens. */
let quietNs: number;

beforeAll(async () => {
  machine = createNodeMachine();
  await machine.boot(configOf('tiny', { memoryMiB: 32 }), NODE_FILES);
  await machine.setRate('max');
  quietNs = (await machine.timeline()).atNs;
  await machine.run('for i in 1 2 3 4 5 6; do sleep 100; date; done', { timeoutMs: 240_000 });
  await machine.setRate(1);
  await machine.pause();
});

afterAll(() => machine.powerOff());

beforeEach(() => machine.rewindTo(quietNs));

function pass(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Guest time in host time over a while, by the host's clock, and as the machine's own counters have it. */
async function playedRates(spanMs: number): Promise<{ host: number; counted: number }> {
  const [before, startMs] = [await machine.progress(), hostNowMs()];
  await machine.play();
  await pass(spanMs);
  await machine.pause();
  const [after, endMs] = [await machine.progress(), hostNowMs()];
  const guestNs = after.guestTimeNs - before.guestTimeNs;
  return {
    host: guestNs / ((endMs - startMs) * 1e6),
    counted: guestNs / ((after.wallTimeMs - before.wallTimeMs) * 1e6),
  };
}

test.each([0.001, 0.1, 1, 4])('the past plays at %d', async (rate) => {
  await machine.setRate(rate);
  const { host, counted } = await playedRates(5000);
  // What came after its last picture is not in it: on a host that has other things to do, some time.
  expect(host / rate).toBeGreaterThan(0.7);
  expect(host / rate).toBeLessThan(1.05);
  expect(counted / rate).toBeGreaterThan(0.98);
  expect(counted / rate).toBeLessThan(1.02);
});

test('a rate that is set while it plays holds at once, 0 halts it, and nothing of it is in the past', async () => {
  await machine.setRate(0.001);
  await machine.play();
  await pass(500);
  const slow = await machine.progress();
  expect(slow.guestTimeNs - quietNs).toBeLessThan(0.1e9);
  await machine.setRate(20);
  const faster = async () => (await machine.progress()).guestTimeNs - quietNs;
  await expect.poll(faster, { timeout: 30_000 }).toBeGreaterThan(10e9);
  await machine.setRate(0);
  expect(machine.status).toEqual({ phase: 'rewound', playing: false });
  const { guestTimeNs, wallTimeMs } = await machine.progress();
  await pass(200);
  expect(await machine.progress()).toMatchObject({ guestTimeNs, wallTimeMs });

  await machine.setRate('max');
  await machine.play();
  await expect.poll(() => machine.status.phase, { timeout: 120_000 }).toBe('paused');
  const { toNs, atNs } = await machine.timeline();
  expect(atNs).toBe(toNs);
  expect(toNs - quietNs).toBeGreaterThan(600e9);
}, 200_000);

test('in the present again, slices are as the rate that was set in the past wants them', async () => {
  const usual = machine.engine?.sliceInstructions ?? 0;
  await machine.setRate(0.01);
  expect(machine.engine?.sliceInstructions).toBe(usual);
  await machine.rewindTo((await machine.timeline()).toNs);
  expect(machine.engine?.sliceInstructions).toBeLessThan(usual);
  await machine.setRate(1);
  expect(machine.engine?.sliceInstructions).toBeGreaterThan(50_000);
});
