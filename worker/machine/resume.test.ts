import { expect, test } from 'vitest';
import type { MachineConfig } from '#protocol/machine';
import { createNodeLibrary } from '../node/node-library.ts';
import { configOf, createNodeMachine, NODE_FILES } from '../node/node-machine.ts';
import type { Library } from '../snapshots/library.ts';
import type { Machine, MachineHost } from './machine.ts';

const HOURS_MS = 3 * 3_600_000;

function machineOf(library: Library, host: Partial<MachineHost> = {}): Machine {
  const machine = createNodeMachine(host);
  machine.attachLibrary(library);
  return machine;
}

async function booted(library: Library, config: Partial<MachineConfig>, host = {}) {
  const machine = machineOf(library, host);
  await machine.boot(configOf('tiny', { memoryMiB: 32, ...config }), NODE_FILES);
  return machine;
}

const number = async (machine: Machine, command: string) =>
  Number((await machine.run(command)).output.trim());

test('hours later the date is right, the uptime has not jumped, and a sleep goes on', async () => {
  const library = createNodeLibrary('resume-clock');
  const bootedAt = Date.now() - HOURS_MS;
  const then = await booted(library, {}, { epochMs: () => bootedAt });
  expect(await number(then, 'date +%s')).toBeLessThan(Date.now() / 1000 - 10_000);
  const uptime = 'cut -d " " -f 1 /proc/uptime';
  await then.type(`${uptime}; sleep 5; echo slept; ${uptime}\r`);
  const before = uptimeIn(await then.waitFor(/^\d+\.\d+$/m));
  const { id, guestUptimeMs } = await then.freeze();
  await then.powerOff();
  // Frozen while it slept.
  expect(guestUptimeMs / 1000 - before).toBeLessThan(5);

  const now = machineOf(library);
  await now.thaw({ kind: 'snapshot', id }, { as: 'same' }, NODE_FILES);
  await now.waitFor(/^slept/m);
  const after = uptimeIn(await now.waitFor(/^\d+\.\d+$/m));
  expect(after - before).toBeGreaterThanOrEqual(5);
  // Of the three hours between, nothing; a busy computer may take its time.
  expect(after - before).toBeLessThan(60);
  expect(Math.abs(await clockDifferenceS(now))).toBeLessThan(1);
  await now.powerOff();
});

function uptimeIn(shown: string): number {
  return Number(shown.trim().split('\n').at(-1));
}

/** How far a guest's clock is from the host's, which shows something between the beginning and the end of the reading. */
async function clockDifferenceS(machine: Machine): Promise<number> {
  // At the change of a second the date has no fraction.
  const atChange = 's=$(date +%s); while [ $(date +%s) = $s ]; do :; done; date +%s';
  const from = Date.now() / 1000;
  const guestS = await number(machine, atChange);
  const to = Date.now() / 1000;
  return guestS - Math.min(Math.max(guestS, from), to);
}

test('copies have host names, addresses and random numbers of their own', async () => {
  const library = createNodeLibrary('resume-identity');
  const original = await booted(library, {});
  const { id } = await original.freeze();
  const asked = 'hostname; cat /sys/class/net/eth0/address; head -c 16 /dev/urandom | md5sum';
  const copies = [machineOf(library), machineOf(library)];
  const answers: string[][] = [];
  for (const copy of copies) {
    const { identity } = await copy.thaw({ kind: 'snapshot', id }, { as: 'copy' }, NODE_FILES);
    await expect
      .poll(async () => (await copy.run('hostname')).output.trim())
      .toBe(identity?.hostName);
    const answer = (await copy.run(asked)).output.trim().split('\n');
    expect(answer.slice(0, 2)).toEqual([identity?.hostName, identity?.mac]);
    answers.push(answer);
  }
  answers.push((await original.run(asked)).output.trim().split('\n'));
  for (const index of [0, 1, 2]) {
    expect(new Set(answers.map((answer) => answer[index])).size).toBe(3);
  }
  await Promise.all([original, ...copies].map((machine) => machine.powerOff()));
});

test('a copy of a machine that was frozen while it booted has an address and random numbers of its own', async () => {
  const library = createNodeLibrary('resume-booting');
  const original = machineOf(library);
  const booting = original.boot(configOf('tiny', { memoryMiB: 32 }), NODE_FILES);
  await expect.poll(() => original.status.phase, { timeout: 60_000 }).toBe('booting');
  const { id } = await original.freeze();
  await booting;
  const copy = machineOf(library);
  await copy.thaw({ kind: 'snapshot', id }, { as: 'copy' }, NODE_FILES);
  const address = async (machine: Machine) =>
    (await machine.run('cat /sys/class/net/eth0/address')).output.trim();
  const own = await address(original);
  await expect.poll(() => address(copy), { timeout: 60_000 }).not.toBe(own);
  expect(await address(copy)).toMatch(/^52:54:00(:[0-9a-f]{2}){3}$/);
  await Promise.all([original, copy].map((machine) => machine.powerOff()));
});

test('a disk is frozen with its machine, costs what changed, and goes back with it', async () => {
  const library = createNodeLibrary('resume-disk');
  const disk = { kind: 'blank', sizeMiB: 64 } as const;
  const machine = await booted(library, { disk });
  await machine.run('head -c 1000000 /dev/urandom > /data/noise; echo one > /data/file; sync');
  const one = await machine.freeze();
  await machine.run('echo two > /data/file; rm /data/noise; sync');
  const two = await machine.freeze();
  expect(two.newBytes).toBeLessThan(500_000);
  await machine.run('echo three > /data/file; sync');
  const state =
    'cat /data/file; ls -p /data | cat; echo 3 > /proc/sys/vm/drop_caches; cat /data/[fn]* | md5sum';
  await machine.resumeFrom(one.id);
  const first = (await machine.run(state)).output;
  expect(first).toMatch(/^one\nfile\nlost\+found\/\nnoise\n/);
  await machine.powerOff();

  for (const [{ id }, expected] of [
    [one, first],
    [two, /^two\nfile\nlost\+found\/\n[0-9a-f]{32}/],
  ] as const) {
    const other = machineOf(library);
    await other.thaw({ kind: 'snapshot', id }, { as: 'same' }, NODE_FILES);
    expect((await other.run(state)).output).toMatch(expected);
    await other.reset();
    expect((await other.run('cat /data/file')).output).toMatch(
      expected === first ? /^one/ : /^two/,
    );
    await other.powerOff();
  }
});
