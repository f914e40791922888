import { expect, test } from 'vitest';
import type { SnapshotId } from '#protocol/snapshots';
import { createNodeLibrary } from '../node/node-library.ts';
import { configOf, createNodeMachine, NODE_FILES } from '../node/node-machine.ts';
import type { Library } from '../snapshots/library.ts';
import type { Machine } from './machine.ts';

let libraries = 0;

function newLibrary(): Library {
  libraries++;
  return createNodeLibrary(`freeze-test-${libraries}`);
}

async function booted(library: Library): Promise<Machine> {
  const machine = createNodeMachine();
  machine.attachLibrary(library);
  await machine.boot(configOf('tiny', { memoryMiB: 32 }), NODE_FILES);
  return machine;
}

async function thawed(library: Library, id: SnapshotId, as: 'same' | 'copy'): Promise<Machine> {
  const machine = createNodeMachine();
  machine.attachLibrary(library);
  await machine.thaw({ kind: 'snapshot', id }, { as }, NODE_FILES);
  return machine;
}

test('a machine goes on in another one where it was frozen', async () => {
  const library = newLibrary();
  const first = await booted(library);
  await first.run('cd /tmp; kept=before; echo hello > file');
  const info = await first.freeze({ name: 'one' });
  await first.run('kept=after; rm file');
  const second = await thawed(library, info.id, 'same');
  expect(second.status.phase).toBe('running');
  expect(await second.screen()).toContain('echo hello > file');
  expect(await second.screen()).not.toContain('rm file');
  expect(await second.run('echo $kept $PWD; cat file')).toEqual({
    output: 'before /tmp\nhello\n',
    exitCode: 0,
  });
  await Promise.all([first.powerOff(), second.powerOff()]);
});

test('a machine goes back to any of its snapshots, in place', async () => {
  const library = newLibrary();
  const machine = await booted(library);
  const ids: SnapshotId[] = [];
  for (const at of [1, 2, 3]) {
    await machine.run(`at=${at}; echo ${at} > /tmp/at; head -c 300000 /dev/urandom > /tmp/noise`);
    ids.push((await machine.freeze({ name: `at ${at}` })).id);
  }
  for (const at of [2, 1, 3, 1]) {
    await machine.resumeFrom(ids[at - 1] as SnapshotId);
    expect((await machine.run('echo $at; cat /tmp/at')).output).toBe(`${at}\n${at}\n`);
    await machine.run('at=9; echo 9 > /tmp/at');
  }
  const infos = await library.list();
  expect(infos.map(({ name }) => name)).toEqual(['at 3', 'at 2', 'at 1']);
  expect(infos[0]?.parent).toBe(ids[1]);
  expect(infos[0]?.newBytes).toBeLessThan((infos[2]?.newBytes ?? 0) / 3);
  await machine.powerOff();
});

test('a copy is a machine of its own', async () => {
  const library = newLibrary();
  const first = await booted(library);
  const { id } = await first.freeze();
  const copies = await Promise.all([thawed(library, id, 'copy'), thawed(library, id, 'copy')]);
  const random = await Promise.all(
    copies.map((copy) => copy.run('sleep 0.3; head -c 16 /dev/urandom | md5sum')),
  );
  expect(random[0]?.output).not.toBe(random[1]?.output);
  await Promise.all([first, ...copies].map((machine) => machine.powerOff()));
});
