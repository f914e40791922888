import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MachineConfig } from '#protocol/machine';
import {
  configOf,
  createNodeMachine,
  createScriptedMachine,
  NODE_FILES,
} from '../node/node-machine.ts';
import { soaked } from '../node/soak.ts';
import type { Machine } from './machine.ts';
import { ScriptedTime } from './time-source.ts';

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

/** More than a machine that was switched off takes to notice that nothing is left to be saved. */
const LEAVING_MS = 30_000;

/** More than a long run takes. */
const LONG_MS = 20 * 60_000;

/** A part of a machine that nobody should hold any more. */
interface GonePart {
  readonly what: string;
  readonly part: WeakRef<object>;
}

/** A machine is switched on, used, and switched off. */
async function comeAndGo(seed: number): Promise<GonePart[]> {
  const machine = await bootTiny({ seed });
  expect((await machine.run(`echo ${seed}`)).output).toBe(`${seed}\n`);
  const { engine } = machine;
  if (!engine) throw new Error('A machine at its prompt has no PC.');
  const parts = { machine, engine, memory: engine.memory };
  await machine.powerOff();
  return Object.entries(parts).map(([what, part]) => ({ what, part: new WeakRef(part) }));
}

/** What the collector does not take away. */
function stillThere(parts: readonly GonePart[]): string[] {
  collectGarbage();
  return parts.filter(({ part }) => part.deref() !== undefined).map(({ what }) => what);
}

async function bootTiny(options: Partial<MachineConfig> = {}): Promise<Machine> {
  const machine = createNodeMachine();
  await machine.boot(configOf('tiny', { memoryMiB: 64, ...options }), NODE_FILES);
  return machine;
}

describe('a machine at its prompt', () => {
  let machine: Machine;

  beforeAll(async () => {
    machine = await bootTiny();
  });

  afterAll(() => machine.powerOff());

  const outputOf = async (command: string) => (await machine.run(command)).output;

  test('runs commands and tells their exit code', async () => {
    expect(await machine.run('echo hello')).toEqual({ output: 'hello\n', exitCode: 0 });
    expect(await machine.run('false')).toEqual({ output: '', exitCode: 1 });
    expect((await machine.run('sh -c "exit 42"')).exitCode).toBe(42);
    expect(await outputOf('printf no-newline')).toBe('no-newline');
  });

  test('keeps variables, directory and jobs from one run to the next', async () => {
    await machine.run('colour=blue; cd /etc; sleep 1000 &');
    expect(await outputOf('echo $colour; pwd')).toBe('blue\n/etc\n');
    expect(await outputOf('jobs')).toContain('sleep 1000');
    await machine.run('kill %1; cd');
  });

  test('takes commands of several lines, with quotes, tabs, and letters of any script', async () => {
    const command = `cat <<'END'\n'one'\t"two" \\three\nвеселье ☃ 雪\nEND\nfor i in 1 2\ndo echo $i\ndone`;
    expect(await outputOf(command)).toBe('\'one\'\t"two" \\three\nвеселье ☃ 雪\n1\n2\n');
  });

  test('takes a command longer than a line of the guest’s editor', async () => {
    const word = 'x'.repeat(9000);
    expect(await outputOf(`echo ${word} | wc -c`)).toBe('9001\n');
  });

  test('gives back long output complete and in order', async () => {
    const count = soaked(8000, 400_000);
    const lines = Array.from({ length: count }, (_, index) => `${index + 1}\n`).join('');
    const { output } = await machine.run(`seq ${count}`, { timeoutMs: LONG_MS });
    expect(output === lines).toBe(true);
  });

  test('gives each of many commands its own output', async () => {
    for (let index = 0; index < soaked(50, 5000); index++) {
      expect(await machine.run(`echo ${index}; (exit ${index % 256})`)).toEqual({
        output: `${index}\n`,
        exitCode: index % 256,
      });
    }
  });

  test('runs commands asked for at once one after the other', async () => {
    const results = await Promise.all(['echo a', 'echo b', 'echo c'].map(outputOf));
    expect(results).toEqual(['a\n', 'b\n', 'c\n']);
  });

  test('does not run what was typed before as part of a command', async () => {
    await machine.type('rm -rf ');
    await machine.waitFor('rm -rf ');
    expect(await outputOf('echo clean')).toBe('clean\n');
  });

  test('a run that does not end in time says what it last saw, and can be interrupted', async () => {
    await expect(machine.run('echo begun; sleep 1000', { timeoutMs: 500 })).rejects.toMatchObject({
      name: 'TimedOut',
      message: expect.stringContaining('begun'),
    });
    await machine.type('\x03');
    expect(await outputOf('echo back')).toBe('back\n');
  });

  test('refuses what is no text, and goes on', async () => {
    for (const wrong of [42, null, undefined, {}] as unknown as string[]) {
      await expect(machine.waitFor(wrong)).rejects.toBeInstanceOf(TypeError);
      await expect(machine.type(wrong)).rejects.toBeInstanceOf(TypeError);
      await expect(machine.run(wrong)).rejects.toBeInstanceOf(TypeError);
    }
    expect(await outputOf('echo on')).toBe('on\n');
  });

  test('abandons a command that the shell waits for the rest of', async () => {
    await expect(machine.run("echo 'open")).rejects.toMatchObject({ name: 'CommandIncomplete' });
    expect(await outputOf('echo next')).toBe('next\n');
  });

  test('does not take the redrawing of a line for the end of a command', async () => {
    await machine.type('echo half');
    await machine.type('\x01\x05\x0c');
    expect(await machine.run('sleep 0.2; echo whole; false')).toEqual({
      output: 'whole\n',
      exitCode: 1,
    });
  });

  test('waits for text, and says what it last saw when it does not come', async () => {
    await machine.run('echo before');
    await machine.type('echo $((6*7))\r');
    expect(await machine.waitFor(/^42$/m)).toMatch(/42$/);
    await expect(machine.waitFor('never', { timeoutMs: 100 })).rejects.toMatchObject({
      name: 'TimedOut',
    });
  });

  test('receives a paste of 100 kB complete', async () => {
    const text = Array.from(
      { length: soaked(2000, 40_000) },
      (_, i) => `${i} ${'snow '.repeat(9)}\n`,
    ).join('');
    expect(text.length).toBeGreaterThan(100_000);
    await machine.type('cat > /tmp/paste\r');
    await machine.type(`${text}\x04`);
    const { createHash } = await import('node:crypto');
    const digest = createHash('md5').update(text).digest('hex');
    expect((await machine.run('md5sum < /tmp/paste', { timeoutMs: LONG_MS })).output).toBe(
      `${digest}  -\n`,
    );
  });

  test('a paused guest executes nothing and its clock stands still', async () => {
    await machine.pause();
    const before = await machine.counters();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await machine.counters()).toEqual(before);
    await machine.pause();
    await machine.resume();
    await machine.run('true');
    expect((await machine.counters()).instructions).toBeGreaterThan(before.instructions);
    expect(machine.status).toEqual({ phase: 'running' });
  });

  test('guest time does not jump over a pause', async () => {
    const uptime = async () => Number((await outputOf('cut -d" " -f1 /proc/uptime')).trim());
    const before = await uptime();
    await machine.pause();
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await machine.resume();
    expect((await uptime()) - before).toBeLessThan(1);
  });

  test('an idle guest executes next to nothing', async () => {
    await machine.run('true');
    const before = await machine.counters();
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const { instructions } = await machine.counters();
    expect(instructions - before.instructions).toBeLessThan(500_000);
  });
});

test('slices are as long as the host says', async () => {
  const starts: number[] = [];
  class NotedTime extends ScriptedTime {
    override anchorNs(instructions: number): number {
      starts.push(instructions);
      return super.anchorNs(instructions);
    }
  }
  const machine = createScriptedMachine({
    sliceInstructions: 5003,
    createTime: () => new NotedTime(),
  });
  await machine.boot(configOf('tiny'), NODE_FILES);
  await machine.powerOff();
  const lengths = starts.slice(1).map((start, index) => start - (starts[index] ?? 0));
  const full = lengths.filter((length) => length >= 5003);
  expect(full.length).toBeGreaterThan(1000);
  // A block's rest, or a loop, which is left after 1,009 instructions.
  const exact = full.filter((length) => length < 6100);
  expect(exact.length / full.length).toBeGreaterThan(0.99);
});

test('the guest sees its own clock on its files too, and a network card without a cable', async () => {
  const machine = createScriptedMachine();
  await machine.boot(configOf('tiny'), NODE_FILES);
  await machine.run('mkdir /mnt/9; mount -t 9p -o trans=virtio,version=9p2000.L host9p /mnt/9');
  const { output } = await machine.run('echo x > /mnt/9/f; touch /mnt/9/f; stat -c %Y /mnt/9/f');
  expect(Number(output) - Date.UTC(2026, 0, 1) / 1000).toBeLessThan(60);
  await machine.run('ip link set eth0 up');
  expect((await machine.run('cat /sys/class/net/eth0/carrier')).output).toBe('0\n');
  await machine.powerOff();
});

test('a machine that was switched off keeps no PC', async () => {
  const machine = await bootTiny();
  const memory = new WeakRef(machine.engine?.memory ?? {});
  await machine.powerOff();
  await expect
    .poll(() => {
      collectGarbage();
      return memory.deref() === undefined;
    })
    .toBe(true);
});

test(
  'machines come and go, and leave nothing behind',
  async () => {
    const gone: GonePart[] = [];
    for (let seed = 0; seed < soaked(12, 200); seed++) gone.push(...(await comeAndGo(seed)));
    // xterm holds the terminal that was made last, for its log: now that of a machine that stays off.
    createNodeMachine();
    await expect.poll(() => stillThere(gone), { timeout: LEAVING_MS }).toEqual([]);
  },
  LONG_MS,
);

test('a disk keeps what the guest wrote over a reset, and the counts of a stopped machine stay', async () => {
  const machine = await bootTiny({ disk: { kind: 'blank', sizeMiB: 4 } });
  await machine.run('echo kept > /data/file; sync');
  await machine.reset();
  expect((await machine.run('cat /data/file')).output).toBe('kept\n');
  await machine.powerOff();
  expect((await machine.counters()).instructions).toBeGreaterThan(1_000_000);
});

describe('a guest that ends by itself', () => {
  const ended = (machine: Machine) =>
    new Promise<unknown>((resolve) => {
      machine.watchStatus((status) => {
        if (!['loading', 'booting', 'running'].includes(status.phase)) resolve(status);
      });
    });

  test('that powers itself off is off, by the guest', async () => {
    const machine = await bootTiny();
    await machine.type('poweroff\r');
    expect(await ended(machine)).toEqual({ phase: 'off', by: 'guest' });
  });

  test('that panics is shown as that, with the kernel’s reason', async () => {
    const machine = await bootTiny();
    await machine.type('echo c > /proc/sysrq-trigger\r');
    expect(await ended(machine)).toEqual({
      phase: 'panicked',
      message: 'sysrq triggered crash',
    });
    await machine.reset();
    expect(machine.status).toEqual({ phase: 'running' });
    await machine.powerOff();
  });

  test('that only writes of a panic and reboots is not taken for one', async () => {
    const machine = await bootTiny();
    await machine.run('echo "Kernel panic - not syncing: only words"');
    const phases: string[] = [];
    machine.watchStatus(({ phase }) => phases.push(phase));
    await machine.type('reboot\r');
    await expect.poll(() => phases.at(-1), { timeout: 30_000 }).toBe('running');
    await expect.poll(() => phases.includes('booting'), { timeout: 30_000 }).toBe(true);
    expect(phases).not.toContain('panicked');
    await machine.powerOff();
  });
});
