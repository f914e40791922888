import { afterEach, expect, test } from 'vitest';
import { SeededRandom } from '../engine/seeded-random.ts';
import { createNodeLibrary } from '../node/node-library.ts';
import { configOf, createNodeMachine, NODE_FILES } from '../node/node-machine.ts';
import { soaked } from '../node/soak.ts';
import { standsAt } from '../node/standing-machine.ts';
import type { Machine } from './machine.ts';

const machines: Machine[] = [];

afterEach(async () => {
  for (const machine of machines.splice(0)) await machine.powerOff();
});

async function booted(): Promise<Machine> {
  const machine = createNodeMachine();
  machines.push(machine);
  machine.attachLibrary(createNodeLibrary('rewinding-test'));
  await machine.boot(
    configOf('tiny', { memoryMiB: 32, disk: { kind: 'blank', sizeMiB: 8 } }),
    NODE_FILES,
  );
  return machine;
}

test('a machine goes back to before a command, and does it again', async () => {
  const machine = await booted();
  await machine.run('mkdir /data; mount /dev/sda /data || true; echo keep >/tmp/precious');
  const { atNs } = await machine.timeline();
  await machine.run(
    'rm -rf /tmp/precious; for i in 1 2 3 4 5 6 7 8 9; do ls -lR /etc | md5sum; done',
  );
  await machine.run('echo done');
  await machine.pause();
  const present = await standsAt(machine);

  await machine.rewindTo(atNs);
  expect(machine.status).toEqual({ phase: 'rewound', playing: false });
  expect((await machine.timeline()).atNs).toBe(atNs);
  expect(await machine.screen()).not.toContain('done');
  await expect(machine.type('x')).rejects.toThrow('in its past');

  const timeline = await machine.timeline();
  expect(timeline.inPast).toBe(true);
  await machine.rewindTo(timeline.toNs);
  expect(machine.status.phase).toBe('paused');
  expect(await standsAt(machine)).toEqual(present);

  await machine.rewindTo(atNs);
  await machine.takeOver();
  expect(machine.status.phase).toBe('running');
  expect(await machine.run('cat /tmp/precious')).toEqual({ output: 'keep\n', exitCode: 0 });
  await machine.run('date');
}, 300_000);

/** Work of several kinds, each a little of it. */
const WORK: readonly string[] = [
  'ls -lR /etc | md5sum',
  "awk 'BEGIN { for (i = 0; i < 3000; i++) s += sin(i); print s }'",
  'head -c 200000 /dev/urandom >/data/noise; sync',
  'for i in 1 2 3 4 5 6 7 8; do /bin/true; done; cat /proc/uptime',
  'lua -e "local t = {} for i = 1, 20000 do t[i] = i * 1.5 end print(#t)"',
];

test(
  'instants are what they were, forward, backwards and in any order',
  async () => {
    const machine = await booted();
    const random = new SeededRandom(3);
    const instants: { atNs: number; stands: Awaited<ReturnType<typeof standsAt>> }[] = [];
    for (let index = 0; index < soaked(8, 40); index++) {
      await machine.run(WORK[index % WORK.length] ?? 'true');
      if (index % 3 === 0) await machine.type('half a line\x15');
      if (index % 4 === 1) await machine.setRate(index % 8 === 1 ? 10 : 1);
      if (index % 5 === 2) await machine.freeze();
      await machine.pause();
      const { guestTimeNs } = await machine.progress();
      instants.push({ atNs: guestTimeNs, stands: await standsAt(machine) });
      await machine.resume();
    }
    // What is the present runs.
    await machine.run('true');
    const { fromNs, toNs } = await machine.timeline();
    expect(fromNs).toBeLessThan(instants[0]?.atNs ?? 0);
    const jumps = [...instants.keys()].reverse();
    for (let jump = 0; jump < soaked(12, 500); jump++) {
      jumps.push(Math.floor(random.fraction() * instants.length));
    }
    for (const [jump, index] of jumps.entries()) {
      const instant = instants[index];
      if (instant === undefined) throw new Error('There is no such instant.');
      await machine.rewindTo(instant.atNs);
      expect(await standsAt(machine), `jump ${jump}, to ${index}`).toEqual(instant.stands);
      const { guestTimeNs } = await machine.counters();
      expect(Math.abs(guestTimeNs - instant.atNs)).toBeLessThan(1e6);
    }
    await machine.rewindTo((await machine.timeline()).toNs);
    expect(machine.status.phase).toBe('running');
    expect((await machine.timeline()).toNs).toBeGreaterThanOrEqual(toNs - 1e9);
    expect(await machine.run('echo on')).toEqual({ output: 'on\n', exitCode: 0 });
  },
  30 * 60_000,
);

test('a past that takes more than it may is forgotten from its beginning, and the rest is whole', async () => {
  const machine = await booted();
  const budgetBytes = 16 * 2 ** 20;
  await machine.setPastBudget(budgetBytes);
  await machine.run('stty cols 80');
  for (let turn = 0; turn < 6; turn++) {
    await machine.run('head -c 6000000 /dev/urandom >/tmp/noise; md5sum /tmp/noise', {
      timeoutMs: 120_000,
    });
    expect((await machine.timeline()).bytes).toBeLessThanOrEqual(budgetBytes);
  }
  await machine.pause();
  const present = await standsAt(machine);
  const { fromNs, toNs, limit } = await machine.timeline();
  expect(limit).toContain('16 MiB');
  await machine.rewindTo(fromNs);
  await machine.rewindTo((fromNs + toNs) / 2);
  await machine.rewindTo((await machine.timeline()).toNs);
  expect(await standsAt(machine)).toEqual(present);
}, 300_000);

test('a past that may take nothing is not kept, and begins where it may again', async () => {
  const machine = await booted();
  await machine.run('echo before');
  const before = await machine.timeline();
  expect(before.points.length).toBeGreaterThan(0);
  expect(before.logBytes).toBeGreaterThan(0);
  await machine.setPastBudget(0);
  await machine.run('echo lost; dd if=/dev/zero of=/data/lost bs=1k count=64; sync');
  await machine.pause();
  const off = await machine.timeline();
  expect(off).toMatchObject({ points: [], commands: [], bytes: 0, logBytes: 0, budgetBytes: 0 });
  expect(off.limit).toContain('may take no memory');
  expect(off.fromNs).toBe(off.toNs);
  await expect(machine.rewindTo(off.atNs)).rejects.toMatchObject({ name: 'MemoryRefused' });

  await machine.resume();
  await machine.setPastBudget(256 * 2 ** 20);
  await machine.run('stty cols 90; echo kept >/data/kept; sync');
  const { atNs, fromNs, limit } = await machine.timeline();
  expect(fromNs).toBeGreaterThanOrEqual(off.toNs);
  expect(limit).toContain('begins where it was switched on');
  await machine.run('rm /data/kept; sync; echo gone');
  await machine.pause();
  const present = await standsAt(machine);
  await machine.rewindTo(atNs);
  expect(await machine.screen()).not.toContain('gone');
  await machine.rewindTo((await machine.timeline()).toNs);
  expect(await standsAt(machine)).toEqual(present);

  await machine.rewindTo(atNs);
  await machine.setPastBudget(0);
  expect((await machine.timeline()).points.length).toBeGreaterThan(0);
  await machine.takeOver({ discard: true });
  expect((await machine.timeline()).points).toEqual([]);
  expect((await machine.run('cat /data/kept')).output).toBe('kept\n');
}, 300_000);

test('commands that wait for their turn are not run in the past', async () => {
  const machine = await booted();
  const { atNs } = await machine.timeline();
  const waiting = ['sleep 5', 'touch /tmp/late'].map((command) =>
    machine.run(command).then(
      () => 'done',
      (error: unknown) => error,
    ),
  );
  await machine.waitFor('sleep 5');
  await machine.rewindTo(atNs);
  for (const answer of await Promise.all(waiting)) {
    expect(answer).toMatchObject({ name: 'GuestStopped' });
  }
  await machine.takeOver();
  expect((await machine.run('ls /tmp/late')).exitCode).toBe(1);
}, 120_000);

test('a machine that is switched off or reset in its past has the disk of its present', async () => {
  const machine = await booted();
  await machine.run('echo first >/data/note; sync');
  const { atNs } = await machine.timeline();
  await machine.run('echo second >/data/note; sync');
  await machine.rewindTo(atNs);
  const rewinding = machine.rewindTo(atNs - 1e6);
  await machine.reset();
  await rewinding.catch(() => {});
  expect(machine.status.phase).toBe('running');
  expect((await machine.run('cat /data/note')).output).toBe('second\n');
}, 120_000);

test('where one input of the past is another, it says so and stops', async () => {
  const machine = await booted();
  const { atNs } = await machine.timeline();
  await machine.run('echo aaaa');
  await machine.run('head -c 3000000 /dev/zero | md5sum');
  await machine.pause();
  await machine.rewindTo(atNs);
  const typed = new TextEncoder().encode('aaaa');
  for (const { log } of machine.past?.points.links ?? []) {
    const at = log.findIndex((_, index) => typed.every((byte, bit) => log[index + bit] === byte));
    if (at !== -1) log[at] = 0x62;
  }
  const { toNs } = await machine.timeline();
  await expect(machine.rewindTo(toNs - 1)).resolves.toBeUndefined();
  await machine.rewindTo(atNs);
  await machine.play();
  await expect
    .poll(() => machine.status, { timeout: 60_000 })
    .toMatchObject({ playing: false, failure: { name: 'PastDiverged' } });
  await machine.rewindTo(toNs);
  expect(machine.status.phase).toBe('paused');
}, 300_000);
