import { afterEach, expect, test, vi } from 'vitest';
import type { KeepStatus } from '#protocol/machine';
import { createNodeLibrary } from '../node/node-library.ts';
import { configOf, createNodeMachine, NODE_FILES } from '../node/node-machine.ts';
import { refuseArray } from '../node/refused-memory.ts';
import type { Library } from '../snapshots/library.ts';
import type { Machine } from './machine.ts';

const HOUR_MS = 3_600_000;

const DISK_BYTES = 8 * 2 ** 20;

interface Kept {
  readonly machine: Machine;
  readonly library: Library;
  readonly bugs: readonly unknown[];
  keeping(): KeepStatus | undefined;
}

let libraries = 0;

/** A machine at its prompt, with what it tells of its saving. */
async function kept(name = 'tiny', keeps = true): Promise<Kept> {
  const library = createNodeLibrary(`keeper-test-${libraries++}`);
  const bugs: unknown[] = [];
  const machine = createNodeMachine({ noteBug: (error) => bugs.push(error) });
  if (keeps) machine.attachLibrary(library);
  let keeping: KeepStatus | undefined;
  machine.watchKeeping((status) => {
    keeping = status;
  });
  const disk = { kind: 'blank', sizeMiB: DISK_BYTES / 2 ** 20 } as const;
  await machine.boot(configOf('tiny', { memoryMiB: 32, name, disk }), NODE_FILES);
  return { machine, library, bugs, keeping: () => keeping };
}

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

test('a machine that was switched off is not looked at, and saves itself when it is on again', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const { machine, keeping } = await kept();
  await machine.run('work=unsaved');
  expect(vi.getTimerCount()).toBe(1);
  await machine.powerOff();
  vi.advanceTimersByTime(2000);
  expect(vi.getTimerCount()).toBe(0);
  expect(keeping()?.savedAt).toBeNull();
  await machine.reset();
  const lookedAt = () => {
    vi.advanceTimersByTime(1000);
    return keeping()?.savedAt;
  };
  await expect.poll(lookedAt, { timeout: 30_000 }).toBeGreaterThan(0);
  await machine.powerOff();
});

test('a bug of ours while a machine saves itself is told, and the machine runs on', async () => {
  // The library takes no longer name than 1,024 characters, and checks that last.
  const { machine, library, bugs, keeping } = await kept('n'.repeat(2000));
  await machine.run('work=unsaved');
  await expect
    .poll(() => keeping()?.failure, { timeout: 30_000 })
    .toMatchObject({
      name: 'NotSaved',
      message: expect.stringContaining('runs on'),
    });
  expect(bugs[0]).toBeInstanceOf(Error);
  expect(keeping()?.changed).toBe(true);
  expect(await library.list()).toEqual([]);
  expect((await machine.run('echo $work')).output).toBe('unsaved\n');
  await expect(machine.keep()).resolves.toBeUndefined();
  await machine.powerOff();
});

test('work that is not saved is counted from when the machine ran on, not from when it was saved', async () => {
  const library = createNodeLibrary('keeper-test-unsaved');
  const anHourAgo = createNodeMachine({ epochMs: () => Date.now() - HOUR_MS });
  anHourAgo.attachLibrary(library);
  await anHourAgo.boot(configOf('tiny', { memoryMiB: 32 }), NODE_FILES);
  const { id, createdAt } = await anHourAgo.freeze();
  await anHourAgo.powerOff();
  const now = createNodeMachine();
  now.attachLibrary(library);
  const thawed = await now.thaw({ kind: 'snapshot', id }, { as: 'same' }, NODE_FILES);
  await now.type('echo work\r');
  const noted = async () => ((await library.unsavedAt(thawed.lineage)) ?? 0) - createdAt;
  await expect.poll(noted, { interval: 10 }).toBeGreaterThanOrEqual(0);
  expect(await noted()).toBeLessThan(HOUR_MS / 2);
  await now.powerOff();
});

test('one character under thousands of marks is saved with the machine it stands on', async () => {
  const { machine, library } = await kept();
  await machine.run("printf x; printf '\\314\\201%.0s' $(seq 17000); echo");
  const info = await machine.freeze();
  expect(Math.max(...info.picture.lines.map((line) => line.length))).toBe(16_384);
  expect(await machine.screen()).toContain(`x${'\u0301'.repeat(17_000)}`);
  await library.verify(info.id);
  await machine.powerOff();
});

test('a name that is none is refused before the machine is taken, and the next freeze is no larger for it', async () => {
  const { machine } = await kept();
  const first = await machine.freeze();
  for (const name of ['', '  ', 'x'.repeat(81)]) {
    await expect(machine.freeze({ name })).rejects.toBeInstanceOf(RangeError);
  }
  const second = await machine.freeze({ name: ' second ' });
  expect(second.name).toBe('second');
  expect(second.newBytes).toBeLessThan(first.newBytes / 3);
  await machine.powerOff();
});

test('a freeze without room for what changed in memory is refused by name, and the next one is complete', async () => {
  const { machine, library } = await kept();
  await machine.freeze();
  // Before it works, since it may save itself meanwhile.
  refuseArray((length) => length > 2_000_000);
  await machine.run('work=two; yes two | head -c 4000000 > /tmp/noise', { timeoutMs: 120_000 });
  await expect(machine.freeze()).rejects.toMatchObject({ name: 'MemoryRefused' });
  vi.unstubAllGlobals();
  await expectComplete(machine, library, 'echo $work; md5sum < /tmp/noise');
});

test('a freeze without room for what was written to the disk is refused by name, and the next one is complete', async () => {
  // Without a library it does not save itself meanwhile.
  const { machine, library } = await kept('tiny', false);
  await machine.run('yes two | head -c 3000000 > /data/noise; sync', { timeoutMs: 120_000 });
  machine.attachLibrary(library);
  // The first large one is for the memory.
  refuseArray((length) => length > 2_000_000, 2);
  await expect(machine.freeze()).rejects.toMatchObject({ name: 'MemoryRefused' });
  vi.unstubAllGlobals();
  const drop = 'echo 3 > /proc/sys/vm/drop_caches';
  await expectComplete(machine, library, `${drop}; md5sum < /data/noise`);
});

test('a machine that is left stands still until it is saved, and then goes on', async () => {
  const { machine, keeping } = await kept();
  await machine.run('while :; do n=$((n+1)); done & work=$!');
  const leaving = machine.keep(true);
  const { instructions } = await machine.progress();
  expect((await machine.progress()).instructions).toBe(instructions);
  await leaving;
  expect(keeping()?.changed).toBe(false);
  await expect
    .poll(async () => (await machine.progress()).instructions)
    .toBeGreaterThan(instructions);
  await machine.powerOff();
});

/** What a command shows is the same in a copy that begins as the machine is frozen now. */
async function expectComplete(machine: Machine, library: Library, command: string): Promise<void> {
  const { id } = await machine.freeze();
  const shown = (await machine.run(command, { timeoutMs: 120_000 })).output;
  await machine.powerOff();
  const copy = createNodeMachine();
  copy.attachLibrary(library);
  await copy.thaw({ kind: 'snapshot', id }, { as: 'copy' }, NODE_FILES);
  expect((await copy.run(command, { timeoutMs: 120_000 })).output).toBe(shown);
  await copy.powerOff();
}
