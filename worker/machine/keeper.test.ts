import { afterEach, expect, test, vi } from 'vitest';
import type { KeepStatus } from '#protocol/machine';
import { createNodeLibrary } from '../node/node-library.ts';
import { configOf, createNodeMachine, NODE_FILES } from '../node/node-machine.ts';
import { refuseArray } from '../node/refused-memory.ts';
import type { Library } from '../snapshots/library.ts';
import type { Machine } from './machine.ts';

const DISK_BYTES = 8 * 2 ** 20;

interface Kept {
  readonly machine: Machine;
  readonly library: Library;
  readonly bugs: readonly unknown[];
  keeping(): KeepStatus | undefined;
}

let libraries = 0;

/** A machine at its prompt, with what it tells of its saving. */
async function kept(name = 'tiny'): Promise<Kept> {
  const library = createNodeLibrary(`keeper-test-${libraries++}`);
  const bugs: unknown[] = [];
  const machine = createNodeMachine({ noteBug: (error) => bugs.push(error) });
  machine.attachLibrary(library);
  let keeping: KeepStatus | undefined;
  machine.watchKeeping((status) => {
    keeping = status;
  });
  const disk = { kind: 'blank', sizeMiB: DISK_BYTES / 2 ** 20 } as const;
  await machine.boot(configOf('tiny', { memoryMiB: 32, name, disk }), NODE_FILES);
  return { machine, library, bugs, keeping: () => keeping };
}

afterEach(() => vi.unstubAllGlobals());

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

test('one character under thousands of marks is saved with the machine it stands on', async () => {
  const { machine, library } = await kept();
  await machine.run("printf x; printf '\\314\\201%.0s' $(seq 17000); echo");
  const info = await machine.freeze();
  expect(Math.max(...info.picture.lines.map((line) => line.length))).toBe(16_384);
  expect(await machine.screen()).toContain(`x${'\u0301'.repeat(17_000)}`);
  await library.verify(info.id);
  await machine.powerOff();
});

test.each([
  ['memory', 1],
  ['disk', 2],
])(
  'a freeze without room for the pages of its %s is refused by name, and the next one is complete',
  async (_, large) => {
    const { machine, library } = await kept();
    await machine.run('echo one > /data/file; sync');
    await machine.freeze();
    const work =
      'work=two; echo two > /data/file; head -c 4000000 /dev/urandom > /data/noise; sync';
    await machine.run(work);
    refuseArray((length) => length > 2_000_000, large);
    await expect(machine.freeze()).rejects.toMatchObject({ name: 'MemoryRefused' });
    vi.unstubAllGlobals();
    const { id } = await machine.freeze();
    const sum = (await machine.run('echo $work; cat /data/file; md5sum < /data/noise')).output;
    await machine.powerOff();
    const other = createNodeMachine();
    other.attachLibrary(library);
    await other.thaw({ kind: 'snapshot', id }, { as: 'copy' }, NODE_FILES);
    const drop = 'echo 3 > /proc/sys/vm/drop_caches';
    const command = `${drop}; echo $work; cat /data/file; md5sum < /data/noise`;
    expect((await other.run(command)).output).toBe(sum);
    await other.powerOff();
  },
);
