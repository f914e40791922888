import { afterEach, expect, test } from 'vitest';
import { stateDigest } from '../engine/state-digest.ts';
import { createNodeLibrary } from '../node/node-library.ts';
import { configOf, createNodeMachine, NODE_FILES } from '../node/node-machine.ts';
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

async function standsAt(machine: Machine) {
  const { engine } = machine;
  if (engine === null) throw new Error('The machine is off.');
  return {
    instructions: engine.instructions,
    sha256: await stateDigest(engine),
    screen: await machine.screen(),
    measured: (await machine.counters()).measured,
    devices: JSON.stringify(engine.deviceView),
  };
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
