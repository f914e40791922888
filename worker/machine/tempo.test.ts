import { afterAll, beforeAll, expect, test } from 'vitest';
import { hostNowMs } from '../engine/host-globals.ts';
import { configOf, createNodeMachine, NODE_FILES } from '../node/node-machine.ts';
import { soaked } from '../node/soak.ts';
import type { Machine } from './machine.ts';

const SPAN_MS = 10_000;

let machine: Machine;

beforeAll(async () => {
  machine = createNodeMachine();
  await machine.boot(configOf('tiny', { memoryMiB: 32 }), NODE_FILES);
});

afterAll(() => machine.powerOff());

/** Waits for host time to pass: that is what rates are against. */
function pass(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Nanoseconds of guest time in one of host time, over a span. */
async function measuredRate(spanMs: number): Promise<number> {
  // It stands still there, so that no slice is on its way.
  await machine.pause();
  const { guestTimeNs } = await machine.progress();
  await machine.resume();
  const startMs = hostNowMs();
  await pass(spanMs);
  await machine.pause();
  const hostMs = hostNowMs() - startMs;
  const passedNs = (await machine.progress()).guestTimeNs - guestTimeNs;
  await machine.resume();
  return passedNs / (hostMs * 1e6);
}

/** What the guest's own clocks say of a span of its time, in seconds. */
async function guestClocks(command: string): Promise<{ date: number; uptime: number }> {
  const look = 'date +%s; cut -d " " -f 1 /proc/uptime';
  const { output } = await machine.run(`{ ${look}; ${command}; ${look}; } 2>/dev/null`, {
    timeoutMs: 300_000,
  });
  const [date = 0, uptime = 0, laterDate = 0, laterUptime = 0] = output
    .trim()
    .split('\n')
    .map(Number);
  return { date: laterDate - date, uptime: laterUptime - uptime };
}

test.each([0.1, 1, 10])('at %d, guest time is so much of the host’s', async (rate) => {
  await machine.setRate(rate);
  const measured = await measuredRate(SPAN_MS);
  expect(measured / rate).toBeGreaterThan(0.98);
  expect(measured / rate).toBeLessThan(1.02);
});

test.each([
  [0.5, 3],
  [1, 3],
  [10, 30],
  ['max', 600],
] as const)('at %s, the guest’s clocks agree on a sleep of %d s', async (rate, seconds) => {
  await machine.setRate(rate);
  const { date, uptime } = await guestClocks(`sleep ${seconds}`);
  expect(uptime).toBeGreaterThanOrEqual(seconds);
  // What the shell and its programs take is the host's time, at the rate.
  expect(uptime).toBeLessThan(seconds + (rate === 'max' ? 2 : Math.max(1, rate) * 2));
  expect(Math.abs(date - uptime)).toBeLessThan(1.5 + 0.1 * seconds);
});

test('a cap on the processor holds, whatever the rate', async () => {
  for (const [rate, cap] of [
    [1, 2e6],
    [10, 1e6],
  ] as const) {
    await machine.setRate(rate);
    await machine.setCpuCap(cap);
    await machine.type('while :; do :; done\r');
    const before = await machine.progress();
    await pass(3000);
    await machine.pause();
    const after = await machine.progress();
    await machine.resume();
    await machine.setCpuCap();
    await machine.type('\x03');
    await machine.run('true');
    const seconds = (after.guestTimeNs - before.guestTimeNs) / 1e9;
    expect((after.instructions - before.instructions) / seconds).toBeLessThan(cap * 1.05);
    expect((after.instructions - before.instructions) / seconds).toBeGreaterThan(cap * 0.2);
  }
  await machine.setRate(1);
});

test('slowed, the guest’s clock, its timers and its machine agree', async () => {
  const rate = soaked(0.01, 0.001);
  await machine.setRate(1);
  // The shell itself does all of it: at such a rate to start a program takes minutes.
  await machine.type(
    'read go; read a _ </proc/uptime; read -t 0.1 x; read b _ </proc/uptime; echo "span $a $b"\r',
  );
  await machine.waitFor('span $a $b"');
  await machine.setRate(rate);
  await machine.pause();
  const before = await machine.progress();
  const startMs = hostNowMs();
  await machine.resume();
  await machine.type('\r');
  const [, from = '', to = ''] =
    /span ([\d.]+) ([\d.]+)/.exec(
      await machine.waitFor(/span [\d.]+ [\d.]+/, { timeoutMs: 600_000 }),
    ) ?? [];
  await machine.pause();
  const guestSeconds = ((await machine.progress()).guestTimeNs - before.guestTimeNs) / 1e9;
  const hostSeconds = (hostNowMs() - startMs) / 1000;
  await machine.setRate(1);
  await machine.resume();
  await machine.run('true');
  expect(guestSeconds / (hostSeconds * rate)).toBeGreaterThan(0.98);
  expect(guestSeconds / (hostSeconds * rate)).toBeLessThan(1.02);
  // It tells hundredths of a second.
  expect(Number(to) - Number(from)).toBeGreaterThan(0.085);
  expect(Number(to) - Number(from)).toBeLessThan(guestSeconds + 0.011);
}, 700_000);

test('slowed to a thousandth, a machine takes small steps', async () => {
  await machine.setRate(0.001);
  await machine.type('x');
  const before = await machine.progress();
  await pass(3000);
  const after = await machine.progress();
  expect(after.instructions - before.instructions).toBeLessThan(2e6);
  expect((after.guestTimeNs - before.guestTimeNs) / 1e6).toBeLessThan(10);
  await machine.setRate(1);
  await machine.type('\x15');
  await machine.run('true');
});

test('what is no rate or cap is refused', async () => {
  for (const rate of [-1, 0.0001, 1001, Number.NaN]) {
    await expect(machine.setRate(rate)).rejects.toThrow(RangeError);
  }
  // Safe: scripts are not always typed.
  await expect(machine.setRate('fast' as 'max')).rejects.toThrow('nothing was done');
  await expect(machine.setCpuCap(9999)).rejects.toThrow(RangeError);
  expect(await machine.tempo()).toEqual({ rate: 1, instructionsPerSecond: null });
});
