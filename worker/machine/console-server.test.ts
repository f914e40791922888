import { MessageChannel } from 'node:worker_threads';
import { Terminal } from '@xterm/headless/lib-headless/xterm-headless.mjs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ConsoleInput, ConsoleOutput } from '#protocol/console';
import { configOf, createNodeMachine, NODE_FILES } from '../node/node-machine.ts';
import { soaked } from '../node/soak.ts';
import type { Machine } from './machine.ts';

let machine: Machine;

beforeAll(async () => {
  machine = createNodeMachine();
  await machine.boot(configOf('tiny', { memoryMiB: 64 }), NODE_FILES);
});

afterAll(() => machine.powerOff());

/** A console on a real port: a terminal that draws what comes, and says so. */
class TestConsole {
  received = '';
  readonly terminal = new Terminal({
    cols: 80,
    rows: 24,
    scrollback: 5000,
    allowProposedApi: true,
  });
  redraws = 0;
  /** Of the last redraw. */
  size = { columns: 0, rows: 0, fixed: false };
  readonly #port;

  constructor(to: Machine) {
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    port1.on('message', (message: ConsoleOutput) => this.#handle(message));
    // Safe: Node's port has the members that the console server uses.
    to.openConsole(port2 as never);
  }

  send(message: ConsoleInput): void {
    this.#port.postMessage(message);
  }

  text(): string {
    const { active } = this.terminal.buffer;
    return Array.from({ length: active.length }, (_, row) =>
      active.getLine(row)?.translateToString(true),
    ).join('\n');
  }

  close(): void {
    this.#port.close();
  }

  #handle(message: ConsoleOutput): void {
    if (message.kind === 'redraw') {
      this.redraws++;
      const { columns, rows, fixed } = message;
      this.size = { columns, rows, fixed };
      this.terminal.reset();
      this.terminal.write(message.text);
      return;
    }
    this.received += Buffer.from(message.bytes).toString('latin1');
    const { length } = message.bytes;
    this.terminal.write(message.bytes, () => this.send({ kind: 'drawn', bytes: length }));
  }
}

test('a console that connects late gets screen and scrollback, then output as it comes', async () => {
  await machine.run('seq 300');
  const console = new TestConsole(machine);
  await expect.poll(() => console.text()).toMatch(/\n1\n2\n3\n[\s\S]*\n299\n300\n/);
  await machine.run('echo live-$((6*7))-output');
  await expect.poll(() => console.text()).toMatch(/live-42-output/);
  expect(console.redraws).toBe(1);
  console.close();
});

test(
  'a flood of output arrives complete and in order',
  async () => {
    const count = soaked(50_000, 600_000);
    const console = new TestConsole(machine);
    await expect.poll(() => console.redraws).toBe(1);
    const numbers = Array.from({ length: count }, (_, index) => `${index + 1}\r\n`).join('');
    await machine.run(`seq ${count} | cat`, { timeoutMs: soaked(100_000, 20 * 60_000) });
    await expect.poll(() => console.received, { timeout: 30_000 }).toContain(`\n${count}\r\n`);
    expect(console.received.includes(numbers)).toBe(true);
    console.close();
  },
  soaked(120_000, 30 * 60_000),
);

test('a new size reaches the shell and a running vi', async () => {
  const console = new TestConsole(machine);
  console.send({ kind: 'resize', columns: 100, rows: 30 });
  await expect.poll(async () => (await machine.run('stty size')).output).toBe('30 100\n');
  await machine.run('seq 200 > /tmp/numbers');
  await machine.type('vi /tmp/numbers\r');
  await machine.waitFor('numbers');
  console.send({ kind: 'resize', columns: 90, rows: 40 });
  // vi fills the screen up to its status line: line 39 is seen only if it knows of 40 rows.
  await expect.poll(() => machine.screen()).toMatch(/^39$/m);
  await machine.type(':q!\r');
  expect((await machine.run('stty size')).output).toBe('40 90\n');
  console.close();
});

test('the past has the size of then, whatever is asked for, and the present what was asked for last', async () => {
  const console = new TestConsole(machine);
  const resizeTo = async (columns: number, rows: number): Promise<number> => {
    console.send({ kind: 'resize', columns, rows });
    const size = `${rows} ${columns}\n`;
    await expect.poll(async () => (await machine.run('stty size')).output).toBe(size);
    return (await machine.progress()).guestTimeNs;
  };
  await machine.run('seq 100');
  const smallNs = await resizeTo(60, 10);
  const largeNs = await resizeTo(120, 50);
  await machine.run('true');
  await machine.rewindTo(smallNs);
  const small = await machine.screen();
  expect(small.split('\n').length).toBeLessThanOrEqual(10);
  await expect.poll(() => console.size).toEqual({ columns: 60, rows: 10, fixed: true });

  console.send({ kind: 'resize', columns: 70, rows: 20 });
  await machine.rewindTo(largeNs);
  expect((await machine.screen()).split('\n').length).toBeGreaterThan(20);
  await expect.poll(() => console.size).toEqual({ columns: 120, rows: 50, fixed: true });
  await machine.rewindTo(smallNs);
  expect(await machine.screen()).toBe(small);

  await machine.rewindTo((await machine.timeline()).toNs);
  await expect.poll(() => console.size.fixed).toBe(false);
  expect((await machine.run('stty size')).output).toBe('20 70\n');
  console.close();
});

test('a machine that is switched on anew after its past has the size that was asked for meanwhile', async () => {
  const console = new TestConsole(machine);
  const { toNs } = await machine.timeline();
  await machine.run('echo later');
  await machine.rewindTo(toNs);
  await expect.poll(() => console.size.fixed).toBe(true);
  console.send({ kind: 'resize', columns: 66, rows: 22 });
  await machine.reset();
  await expect.poll(() => console.size).toMatchObject({ fixed: false });
  expect((await machine.run('stty size')).output).toBe('22 66\n');
  console.close();
});
