import { afterAll, beforeAll, expect, test } from 'vitest';
import type { StepTarget } from '#protocol/timeline';
import { configOf, createNodeMachine, NODE_FILES } from '../node/node-machine.ts';
import { standsAt } from '../node/standing-machine.ts';
import type { Machine } from './machine.ts';

/** A machine that shares its host takes its time. */
const LONG = { timeoutMs: 120_000 };

let machine: Machine;

beforeAll(async () => {
  machine = createNodeMachine();
  await machine.boot(configOf('tiny', { memoryMiB: 32 }), NODE_FILES);
});

afterAll(() => machine.powerOff());

/** How far the guest's own clock is behind its machine's, in seconds: between these two. */
async function uptimeOffset() {
  const from = await machine.progress();
  const uptime = Number((await machine.run('cut -d " " -f 1 /proc/uptime', LONG)).output);
  const to = await machine.progress();
  return { least: from.guestTimeNs / 1e9 - uptime, most: to.guestTimeNs / 1e9 - uptime };
}

test('a step goes no further than what it was asked for, and stands there', async () => {
  await machine.type('while :; do ls /etc; done\r');
  await machine.waitFor('passwd', LONG);
  for (const [until, key] of [
    ['tick', 'timerTicks'],
    ['device', 'deviceAccesses'],
    ['interrupt', 'interrupts'],
  ] as const) {
    await machine.pause();
    const before = machine.engine?.activity[key] ?? 0;
    await machine.resume();
    const step = await machine.step(until);
    expect(machine.status.phase).toBe('paused');
    expect(step.reached).toBe(true);
    expect(machine.engine?.activity[key]).toBeGreaterThan(before);
    expect(step.guestTimeNs).toBe((await machine.progress()).guestTimeNs);
    await machine.resume();
  }
  await machine.pause();
  const { measured } = await machine.counters();
  const line = await machine.step('line');
  expect(line.reached).toBe(true);
  const written = (await machine.counters()).measured.consoleBytes.out - measured.consoleBytes.out;
  expect(written).toBeGreaterThan(0);
  expect(written).toBeLessThan(400);
});

test('the shortest step is some instructions of a busy machine', async () => {
  const lengths: number[] = [];
  for (let step = 0; step < 300; step++) {
    const { reached, instructions } = await machine.step('slice');
    expect(reached).toBe(true);
    lengths.push(instructions);
  }
  lengths.sort((a, b) => a - b);
  expect(lengths[0]).toBeLessThan(10);
  expect(lengths[150]).toBeLessThan(100);
});

test('a machine that runs on after steps does so as before, and so does its clock', async () => {
  await machine.resume();
  await machine.type('\x03');
  await machine.run('true', LONG);
  expect(machine.engine?.sliceInstructions).toBeGreaterThan(50_000);
  const before = await uptimeOffset();
  await machine.pause();
  const { guestTimeNs } = await machine.progress();
  const idle = await machine.step('interrupt');
  // Its next timer wakes it.
  expect(idle.reached).toBe(true);
  expect(idle.guestTimeNs).toBeGreaterThan(guestTimeNs);
  expect(idle.guestTimeNs - guestTimeNs).toBeLessThan(1e9);
  await machine.resume();
  const after = await uptimeOffset();
  expect(Math.max(before.least, after.least)).toBeLessThan(
    Math.min(before.most, after.most) + 0.02,
  );
});

test('what never comes is given up on', async () => {
  await machine.run('true', LONG);
  const step = await machine.step('line');
  expect(step.reached).toBe(false);
  expect(machine.status.phase).toBe('paused');
  await machine.resume();
});

test('steps of the present are gone through again in the past, backwards and forward', async () => {
  await machine.type('while :; do ls /etc; cat /proc/interrupts; done\r');
  await machine.waitFor('passwd', LONG);
  const targets: readonly StepTarget[] = ['slice', 'device', 'tick', 'line', 'slice', 'interrupt'];
  const stands = [];
  await machine.pause();
  for (let step = 0; step < 12; step++) {
    // With some of full length in between.
    if (step === 7) {
      await machine.resume();
      await machine.waitFor('passwd', LONG);
    }
    await machine.step(targets[step % targets.length] ?? 'slice');
    stands.push(await standsAt(machine));
  }
  for (const stand of stands.toReversed()) {
    await machine.rewindTo(stand.clockNs);
    expect(await standsAt(machine)).toEqual(stand);
  }
  // Step by step along what was recorded, each slice of it one.
  const [first] = stands;
  for (let step = 1; step < 7; step++) {
    const target = targets[step % targets.length] ?? 'slice';
    const { reached, guestTimeNs } = await machine.step(target);
    expect(reached).toBe(true);
    expect(guestTimeNs).toBe(stands[step]?.clockNs);
    expect(await standsAt(machine)).toEqual(stands[step]);
  }
  expect(machine.status.phase).toBe('rewound');
  await machine.rewindTo((await machine.timeline()).toNs);
  expect(machine.status.phase).toBe('paused');
  expect(await standsAt(machine)).toEqual(stands.at(-1));
  await machine.rewindTo(first?.clockNs ?? 0);
  let ends = 0;
  while (machine.status.phase === 'rewound' && ends++ < 2000) await machine.step('tick');
  expect(machine.status.phase).toBe('paused');
  expect(await standsAt(machine)).toEqual(stands.at(-1));
  await machine.resume();
  await machine.type('\x03');
  await machine.run('true', LONG);
}, 300_000);

test('a step gives way to what comes after it', async () => {
  const { fromNs } = await machine.timeline();
  const step = machine.step('line');
  await machine.rewindTo(fromNs);
  expect((await step).reached).toBe(false);
  expect(machine.status.phase).toBe('rewound');
  await machine.rewindTo((await machine.timeline()).toNs);
  const again = machine.step('line');
  await machine.powerOff();
  await again.catch((error: unknown) => expect(error).toMatchObject({ name: 'NotInThisPhase' }));
  expect(machine.status.phase).toBe('off');
  await machine.reset();
});

test('what is no step is refused', async () => {
  // Safe: scripts are not always typed.
  await expect(machine.step('hour' as StepTarget)).rejects.toThrow(TypeError);
  expect(machine.status.phase).toBe('running');
});
