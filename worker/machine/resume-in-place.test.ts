import { afterEach, expect, test, vi } from 'vitest';
import type { MachineConfig } from '#protocol/machine';
import type { SnapshotId } from '#protocol/snapshots';
import { createNodeLibrary } from '../node/node-library.ts';
import { configOf, createNodeMachine, NODE_FILES } from '../node/node-machine.ts';
import { refuseArray } from '../node/refused-memory.ts';
import type { Library } from '../snapshots/library.ts';
import type { TakenMachine } from './keeper.ts';
import type { Machine } from './machine.ts';

const MIB = 2 ** 20;

let libraries = 0;

async function booted(
  config: Partial<MachineConfig> = {},
  library = createNodeLibrary(`in-place-test-${libraries++}`),
): Promise<{ machine: Machine; library: Library }> {
  const machine = createNodeMachine();
  machine.attachLibrary(library);
  await machine.boot(configOf('tiny', { memoryMiB: 32, ...config }), NODE_FILES);
  return { machine, library };
}

/** Writes a machine that was taken whole, with something forged in it. */
async function written(library: Library, taken: TakenMachine): Promise<SnapshotId> {
  const place = { kind: 'kept', name: 'forged', parent: null, base: null, writer: null } as const;
  return (await library.write({ ...taken, ...place })).id;
}

afterEach(() => vi.unstubAllGlobals());

test('a machine that is switched off while it is resumed stays off', async () => {
  const { machine } = await booted();
  const { id } = await machine.freeze();
  const resumed = machine.resumeFrom(id);
  const told = expect(resumed).rejects.toMatchObject({ name: 'GuestStopped' });
  await machine.powerOff();
  await told;
  expect(machine.status).toEqual({ phase: 'off', by: 'user' });
  await machine.resumeFrom(id);
  expect(machine.status.phase).toBe('running');
  await machine.powerOff();
});

test('a machine that went back saves itself as what it is now', async () => {
  const { machine, library } = await booted();
  const { id } = await machine.freeze();
  expect(await library.list()).toHaveLength(1);
  await machine.resumeFrom(id);
  await expect.poll(() => library.list(), { timeout: 20_000 }).toHaveLength(2);
  const [saved] = await library.list();
  expect(saved).toMatchObject({ kind: 'auto', parent: id });
  await machine.powerOff();
});

test('a machine that becomes another has its CD in the drive', async () => {
  const library = createNodeLibrary('in-place-cd');
  const cdOf = (byte: number) => ({ name: `${byte}.iso`, bytes: new Uint8Array(MIB).fill(byte) });
  const one = await booted({ cd: cdOf(0x31) }, library);
  const two = await booted({ cd: cdOf(0x32) }, library);
  const { id } = await two.machine.freeze();
  await one.machine.freeze();
  const { config } = await one.machine.resumeFrom(id);
  expect(config.cd?.name).toBe('50.iso');
  const read = 'echo 3 > /proc/sys/vm/drop_caches; head -c 4 /dev/sr0';
  expect((await one.machine.run(read)).output).toBe('2222');
  const again = await one.machine.freeze();
  await one.machine.powerOff();
  const three = createNodeMachine();
  three.attachLibrary(library);
  await three.thaw({ kind: 'snapshot', id: again.id }, { as: 'copy' }, NODE_FILES);
  expect((await three.run(read)).output).toBe('2222');
  await Promise.all([two.machine, three].map((machine) => machine.powerOff()));
});

test('a snapshot without room for its disk is refused by name, and the machine stays as it is', async () => {
  const { machine } = await booted({ disk: { kind: 'blank', sizeMiB: 8 } });
  await machine.run('echo here > /data/file; sync');
  const { id } = await machine.freeze();
  await machine.powerOff();
  refuseArray((length) => length === 8 * MIB);
  await expect(machine.resumeFrom(id)).rejects.toMatchObject({ name: 'MemoryRefused' });
  vi.unstubAllGlobals();
  expect(machine.status.phase).toBe('off');
  await machine.resumeFrom(id);
  expect((await machine.run('cat /data/file')).output).toBe('here\n');
  await machine.powerOff();
});

test('a snapshot of a machine of other parts is to be resumed as a new machine', async () => {
  const library = createNodeLibrary('in-place-parts');
  const small = await booted({}, library);
  const large = await booted({ memoryMiB: 64 }, library);
  const { id } = await large.machine.freeze();
  await expect(small.machine.resumeFrom(id)).rejects.toMatchObject({
    name: 'SnapshotForeign',
    message: expect.stringContaining('resume the snapshot as a new machine'),
  });
  await Promise.all([small, large].map(({ machine }) => machine.powerOff()));
});

test('modules that do not compile are refused before the machine is touched', async () => {
  const { machine, library } = await booted();
  await machine.run('i=0; while [ $i -lt 6000 ]; do i=$((i+1)); done');
  const taken = await machine.take('whole');
  const [first, ...others] = taken.modules;
  if (!first) throw new Error('There is no module to forge.');
  const modules = [{ ...first, code: Uint8Array.of(0, 1, 2, 3) }, ...others];
  const id = await written(library, { ...taken, modules });
  await machine.freeze();
  await machine.run('work=here');
  await expect(machine.resumeFrom(id)).rejects.toMatchObject({
    name: 'SnapshotDamaged',
    message: expect.stringContaining('nothing was changed'),
  });
  expect(machine.status.phase).toBe('running');
  expect((await machine.run('echo $work')).output).toBe('here\n');
  await machine.powerOff();
});

test('a machine that breaks while it becomes another says that it is lost, and can be started again', async () => {
  const { machine, library } = await booted();
  const taken = await machine.take('whole');
  const info = JSON.parse(taken.texts['devices'] ?? '');
  const devices = JSON.stringify({ ...info, state: [] });
  const id = await written(library, { ...taken, texts: { ...taken.texts, devices } });
  await machine.freeze();
  await expect(machine.resumeFrom(id)).rejects.toMatchObject({ name: 'EmulatorCrashed' });
  expect(machine.status).toMatchObject({
    phase: 'failed',
    failure: { name: 'EmulatorCrashed', message: expect.stringContaining('not saved is lost') },
  });
  await expect(machine.resumeFrom(id)).rejects.toMatchObject({ name: 'NotInThisPhase' });
  await machine.reset();
  expect((await machine.run('echo again')).output).toBe('again\n');
  await machine.powerOff();
});
