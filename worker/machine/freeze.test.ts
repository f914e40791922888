import { expect, test } from 'vitest';
import type { SnapshotId } from '#protocol/snapshots';
import { stateDigest } from '../engine/state-digest.ts';
import { createNodeLibrary } from '../node/node-library.ts';
import {
  configOf,
  createNodeMachine,
  createScriptedMachine,
  NODE_FILES,
} from '../node/node-machine.ts';
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

async function thawed(
  library: Library,
  id: SnapshotId,
  as: 'same' | 'copy',
  paused = false,
): Promise<Machine> {
  const machine = paused ? createScriptedMachine() : createNodeMachine();
  machine.attachLibrary(library);
  await machine.thaw({ kind: 'snapshot', id }, { as, paused }, NODE_FILES);
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
  const infos = (await library.list()).filter(({ kind }) => kind === 'kept');
  expect(infos.map(({ name }) => name)).toEqual(['at 3', 'at 2', 'at 1']);
  expect(infos[0]?.parent).toBe(ids[1]);
  // What it saved by itself in between is not new.
  expect(infos[0]?.newBytes).toBeLessThan((infos[0]?.totalBytes ?? 0) / 3);
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

test('what was switched on anew is frozen whole, and its older snapshots stay what they are', async () => {
  const library = newLibrary();
  const machine = await booted(library);
  await machine.run('echo first > /tmp/boot; head -c 2000000 /dev/urandom > /tmp/noise');
  const first = await machine.freeze();
  await machine.reset();
  await machine.run('echo second > /tmp/boot');
  const second = await machine.freeze();
  const third = await machine.freeze();
  expect(third.newBytes).toBeLessThan(second.newBytes);
  for (const [id, boot] of [
    [third.id, 'second'],
    [first.id, 'first'],
    [second.id, 'second'],
  ] as const) {
    const copy = await thawed(library, id, 'copy');
    expect((await copy.run('cat /tmp/boot; ls /tmp | wc -l; dmesg | grep -c BUG')).output).toBe(
      `${boot}\n${boot === 'first' ? 2 : 1}\n0\n`,
    );
    await copy.powerOff();
  }
  await machine.powerOff();
});

test('a machine saves itself once it was used, and one that nobody touched is not kept', async () => {
  const library = newLibrary();
  const untouched = await booted(library);
  const used = await booted(library);
  await used.run('echo used > /tmp/used');
  await expect.poll(() => library.list(), { timeout: 20_000 }).toHaveLength(1);
  const [saved] = await library.list();
  expect(saved?.kind).toBe('auto');
  await used.run('echo again > /tmp/used');
  await expect
    .poll(async () => (await library.list())[0]?.id, { timeout: 20_000 })
    .not.toBe(saved?.id);
  const [again, ...others] = await library.list();
  expect(others).toEqual([]);
  if (!again) throw new Error('It was not saved.');
  await Promise.all([used.powerOff(), untouched.powerOff()]);
  const after = await thawed(library, again.id, 'same');
  expect((await after.run('cat /tmp/used')).output).toBe('again\n');
  await after.powerOff();
});

test('a snapshot whose emulator is another build goes on from its portable layer', async () => {
  const library = newLibrary();
  const machine = await booted(library);
  await machine.run('kept=portable; echo here > /tmp/file');
  const taken = await machine.take('whole');
  await machine.powerOff();
  const { facts } = taken;
  const emulator = { ...facts.emulator, sha256: '0'.repeat(64) };
  const other = { ...taken, facts: { ...facts, emulator } };
  const place = { kind: 'kept', name: 'older', parent: null, base: null, writer: null } as const;
  const { id } = await library.write({ ...other, ...place });
  const resumed = createNodeMachine();
  resumed.attachLibrary(library);
  const { layer } = await resumed.thaw({ kind: 'snapshot', id }, { as: 'same' }, NODE_FILES);
  expect(layer).toBe('portable');
  expect((await resumed.run('echo $kept; cat /tmp/file')).output).toBe('portable\nhere\n');
  const next = await resumed.freeze();
  await resumed.powerOff();
  const last = await thawed(library, next.id, 'same');
  expect((await last.run('echo $kept')).output).toBe('portable\n');
  await last.powerOff();
});

test('what comes out of the library, and out of a file, executes what was frozen', async () => {
  const library = newLibrary();
  const original = createScriptedMachine();
  original.attachLibrary(library);
  const disk = { kind: 'blank', sizeMiB: 8 } as const;
  await original.boot(configOf('tiny', { memoryMiB: 32, disk }), NODE_FILES);
  await original.run('dd if=/dev/urandom of=/dev/sda bs=4k count=64 conv=fsync');
  const whole = await original.freeze({ name: 'whole' });
  await original.run('dd if=/dev/urandom of=/dev/sda bs=4k count=8 seek=50 conv=fsync; sleep 1');
  await original.type(
    "awk 'BEGIN { while (i < 1000) s += sin(i++); print s }'; head -c 500000 /dev/sda | md5sum\r",
  );
  await original.waitFor('print s }');
  await original.pause();
  await original.type('echo not yet read\r');
  const changes = await original.freeze({ name: 'changes' });
  expect(changes.newBytes).toBeLessThan(whole.newBytes / 2);

  const other = newLibrary();
  const file = await library.export(changes.id, NODE_FILES);
  const imported = await other.import(file);
  const copies = await Promise.all([
    thawed(library, changes.id, 'same', true),
    thawed(other, imported.id, 'same', true),
  ]);
  const expected = await executed(original);
  for (const copy of copies) {
    expect(await copy.screen()).toBe(await original.screen());
    expect(await executed(copy)).toEqual(expected);
  }
  // The disk, too, as the guest reads it.
  const [sum, ...sums] = await Promise.all(
    [original, ...copies].map(async (machine) => {
      await machine.resume();
      return (await machine.waitFor(/[0-9a-f]{32}(?= +-)/, { timeoutMs: 120_000 })).match(
        /[0-9a-f]{32}/,
      )?.[0];
    }),
  );
  expect(sum).toMatch(/^[0-9a-f]{32}$/);
  expect(sums).toEqual([sum, sum]);
  await Promise.all([original, ...copies].map((machine) => machine.powerOff()));
}, 300_000);

/** What a paused machine executes when its slices are run by hand: at three instants, all that its PC is. */
async function executed({ engine }: Machine): Promise<unknown[]> {
  if (!engine) throw new Error('The machine is switched off.');
  const instants: unknown[] = [];
  const start = engine.clock.ns - engine.instructions * NS_PER_INSTRUCTION;
  for (const count of [0, 1, 200]) {
    for (let slice = 0; slice < count; slice++) {
      engine.runSlice(start + engine.instructions * NS_PER_INSTRUCTION);
      if (engine.unsettled) await engine.settle();
    }
    instants.push([
      engine.instructions,
      engine.clock.ns,
      engine.jit.liveModules,
      await stateDigest(engine),
      engine.deviceView,
      engine.serial.state,
    ]);
  }
  return instants;
}

const NS_PER_INSTRUCTION = 25;
