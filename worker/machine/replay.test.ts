import { afterEach, expect, test } from 'vitest';
import type { SnapshotId } from '#protocol/snapshots';
import { createNodeLibrary } from '../node/node-library.ts';
import { configOf, createNodeMachine, NODE_FILES } from '../node/node-machine.ts';
import { replayInProcess, standingsAt } from '../node/replayed.ts';
import type { Library } from '../snapshots/library.ts';
import type { Machine } from './machine.ts';

const machines: Machine[] = [];

afterEach(async () => {
  for (const machine of machines.splice(0)) await machine.powerOff();
});

async function booted(library: Library): Promise<Machine> {
  const machine = createNodeMachine();
  machines.push(machine);
  machine.attachLibrary(library);
  await machine.boot(
    configOf('tiny', { memoryMiB: 32, disk: { kind: 'blank', sizeMiB: 8 } }),
    NODE_FILES,
  );
  return machine;
}

async function exported(library: Library, id: SnapshotId): Promise<Uint8Array<ArrayBuffer>> {
  const file = await library.export(id, NODE_FILES);
  return new Uint8Array(await file.arrayBuffer());
}

/** Somebody works with a machine: everything that can come to it from outside. */
async function work(machine: Machine): Promise<void> {
  await machine.run('ls -lR /etc | md5sum; date');
  await machine.run("awk 'BEGIN { for (i = 0; i < 3000; i++) s += sin(i); print s }'");
  await machine.sample(true, 'scripts');
  await machine.run('head -c 200000 /dev/urandom >/data/noise; sync; md5sum /data/noise');
  await machine.type('vi /tmp/letter\r');
  await machine.waitFor('1/1 100%');
  await machine.type('iDear reader,\x1b');
  await machine.waitFor('- /tmp/letter');
  await machine.type(':wq\r');
  await machine.setRate(10);
  await machine.run('sleep 2; cat /proc/uptime');
  await machine.sample(false, 'scripts');
  await machine.setRate(0.5);
  await machine.type(`${'echo pasted line\r'.repeat(20)}`);
  await machine.run('true');
  await machine.pause();
  await machine.setRate(1);
  await machine.resume();
  await machine.setJit(true);
  await machine.run(
    'lua -e "local t = {} for i = 1, 20000 do t[i] = i * 1.5 end print(#t)"; cat /tmp/letter',
  );
  await machine.setJit('auto');
  await machine.freeze();
  await machine.run('for i in 1 2 3 4 5 6 7 8; do /bin/true; done; mkdir /tmp/d; cat /proc/uptime');
}

test('a recorded session does the same in another process, instant by instant', async () => {
  const library = createNodeLibrary('replay-test');
  const machine = await booted(library);
  const { toNs: fromNs } = await machine.timeline();
  await work(machine);
  await machine.pause();
  const { toNs } = await machine.timeline();
  const before = await machine.counters();
  const { id, kind, name } = await machine.recordReplay(fromNs, toNs, { name: 'A session' });
  expect({ kind, name }).toEqual({ kind: 'replay', name: 'A session' });
  expect(machine.status.phase).toBe('paused');
  expect(await machine.counters()).toMatchObject({ instructions: before.instructions });

  const { points } = await machine.timeline();
  const instants = points
    .map(({ guestTimeNs }) => guestTimeNs)
    .filter((guestTimeNs) => guestTimeNs >= fromNs);
  expect(instants.length).toBeGreaterThan(5);
  const first = await standingsAt(machine, instants);
  const again = await replayInProcess({ file: await exported(library, id), instants });
  expect(again).toEqual(first);
}, 600_000);
