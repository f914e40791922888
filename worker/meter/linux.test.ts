import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Counters } from '#protocol/counters';
import { countsSince } from '#protocol/counts-since';
import type { Machine } from '../machine/machine.ts';
import { configOf, createScriptedMachine, NODE_FILES } from '../node/node-machine.ts';

let machine: Machine;

beforeAll(async () => {
  machine = createScriptedMachine();
  await machine.boot(configOf('tiny', { disk: { kind: 'blank', sizeMiB: 16 } }), NODE_FILES);
});

afterAll(() => machine.powerOff());

async function around(command: string): Promise<{ output: string; counters: Counters }> {
  const before = await machine.counters();
  const { output } = await machine.run(command, { timeoutMs: 120_000 });
  const counters = await machine.counters();
  return {
    output,
    counters: { ...counters, measured: countsSince(counters.measured, before.measured) },
  };
}

/** Linux' own counts of an interrupt line, by the end of its line in `/proc/interrupts`, one for each time that was shown. */
function interruptsIn(output: string, name: RegExp): number[] {
  const lines = output.split('\n').filter((text) => name.test(text));
  return lines.map((line) => Number(/^\s*\d+:\s+(\d+)/.exec(line)?.[1]));
}

test('interrupts are those that Linux has counted', async () => {
  await machine.run('true');
  // In one command: what ticks between two is nobody's.
  const { output, counters } = await around('cat /proc/interrupts; sleep 2; cat /proc/interrupts');
  const [before = Number.NaN, after = Number.NaN] = interruptsIn(output, /timer$/);
  const { vectors = [] } = counters.lastCommand?.measured ?? {};
  const vector = vectors.find((row) => row.vector === 0x30)?.count ?? 0;
  expect(after - before).toBeGreaterThan(20);
  expect(vector).toBeGreaterThanOrEqual(after - before);
  // Starting the programs that read it takes ticks, too.
  expect(vector).toBeLessThanOrEqual(after - before + 10);
});

test('bytes of a disk are those that dd has read and written', async () => {
  const bytes = 2 ** 20;
  const written = await around(
    'dd if=/dev/zero of=/dev/sda bs=64k seek=64 count=16 2>&1; sync; echo 3 > /proc/sys/vm/drop_caches',
  );
  expect(written.output).toContain('16+0 records out');
  expect(written.counters.measured.diskBytes.out).toBeGreaterThanOrEqual(bytes);
  expect(written.counters.measured.diskBytes.out).toBeLessThan(1.1 * bytes);
  const read = await around('dd if=/dev/sda of=/dev/null bs=64k skip=64 count=16 2>&1');
  expect(read.output).toContain('16+0 records in');
  expect(read.counters.measured.diskBytes.in).toBeGreaterThanOrEqual(bytes);
  // Linux reads ahead.
  expect(read.counters.measured.diskBytes.in).toBeLessThan(1.5 * bytes);
});

test('bytes of the console are those that a program wrote', async () => {
  const { counters } = await around("head -c 20000 /dev/zero | tr '\\0' x");
  const { out } = counters.measured.consoleBytes;
  expect(out).toBeGreaterThanOrEqual(20_000);
  // The echo of the line, and the prompt.
  expect(out).toBeLessThan(20_300);
});

test('user and system time are to each other as ring 3 is to ring 0', async () => {
  const { output, counters } = await around(
    "time -p sh -c 'i=0; while [ $i -lt 3000 ]; do i=$((i+1)); done'",
  );
  const seconds = (name: string) => Number(new RegExp(`^${name} ([0-9.]+)`, 'm').exec(output)?.[1]);
  const said = seconds('user') / (seconds('user') + seconds('sys'));
  const { userInstructions, instructions } = counters.measured;
  // Linux takes whole ticks of 10 ms, and the program that runs at a tick for what ran since the last one.
  expect(Math.abs(said - userInstructions / instructions)).toBeLessThan(0.1);
  expect(userInstructions / instructions).toBeGreaterThan(0.8);
});

test('a command’s cost is cut where the next prompt stands', async () => {
  await machine.run('true');
  const { counters } = await around('seq 100 > /dev/null');
  const cost = counters.lastCommand;
  expect(cost?.label).toBe('seq 100 > /dev/null');
  expect(cost?.errorInstructions).toBeLessThan(2000);
  // What runs until the shell waits again, and while the guest idles, is not in it.
  expect(counters.measured.instructions).toBeGreaterThanOrEqual(
    cost?.measured.instructions ?? Infinity,
  );
});

test('a key stroke costs what runs until the guest is idle again', async () => {
  await machine.type('x');
  await machine.waitFor('x');
  await expect
    .poll(async () => (await machine.counters()).lastKey)
    .toMatchObject({ label: 'x', errorInstructions: 0 });
  const { lastKey } = await machine.counters();
  expect(lastKey?.measured.instructions).toBeGreaterThan(1000);
  expect(lastKey?.measured.instructions).toBeLessThan(100_000);
  await machine.type('\x15');
});
