import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { PAGE_BYTES, type Pages } from '#protocol/frozen-machine';
import { ScriptedRun } from '../node/scripted-run.ts';
import { runInStockV86 } from '../node/stock-v86.ts';
import type { StockTask } from '../node/stock-v86-process.ts';
import { DeviceBuffers } from './device-buffers.ts';
import { packState, type StateNode, unpackState } from './state-format.ts';
import { stockOptions } from './stock-options.ts';
import { wholeState } from './v86-state.ts';

const SPAN_MS = 3 * 60_000;
const MIB = 2 ** 20;
/** More than the guest's clock shows at the freeze; a process just begun shows less. */
const AN_HOUR_MS = 3_600_000;

/** Takes some 90 million instructions. */
const COUNTING = 'i=0; while [ $i -lt 5000 ]; do i=$((i+1)); done; echo counted $i';

test.each([
  { memoryMiB: 32, clockMs: 0 },
  { memoryMiB: 128, clockMs: AN_HOUR_MS },
])(
  'stock v86 goes on with a busy machine of $memoryMiB MiB, its clock at $clockMs ms',
  async ({ memoryMiB, clockMs }) => {
    const machine = { image: 'tiny', memoryMiB, seed: 3, instants: [] };
    const run = await ScriptedRun.start({
      ...machine,
      lines: ['echo kept > /tmp/a; sleep 6', COUNTING],
    });
    expect(await toPrompt(run, 2, 5e6)).toMatchObject({ prompts: 2, idle: false });
    const frozenAtS = run.engine.clock.ns / 1e9;

    const { ramSha256, answers } = await runInStockV86({
      ...stockTask(run, memoryMiB),
      clockMs,
      busy: true,
      lines: [
        'cat /tmp/a /proc/uptime',
        'cat /proc/uptime; sleep 1; cat /proc/uptime',
        'echo $((6*7))',
      ],
    });

    expect(ramSha256).toBe(digest(run.engine.ram));
    const [counted, kept, slept, echoed] = answers;
    expect(counted?.text).toContain('counted 5000');
    expect(kept?.text).toContain('kept\r\n');
    // Guest and host go on together from the freeze.
    const [uptimeS] = uptimesIn(kept?.text);
    const hostS = ((counted?.hostMs ?? 0) + (kept?.hostMs ?? 0)) / 1000;
    expect(uptimeS).toBeGreaterThan(frozenAtS - 1);
    expect(uptimeS).toBeLessThan(frozenAtS + hostS + 3);
    const [before = 0, after = 0] = uptimesIn(slept?.text);
    expect(after - before).toBeGreaterThanOrEqual(1);
    expect(after - before).toBeLessThan(2.5);
    expect(slept?.hostMs).toBeGreaterThan(950);
    expect(echoed?.text).toContain('\x0742\r\n');
    expect(echoed?.hostMs).toBeLessThan(2000);
  },
  SPAN_MS,
);

test(
  'what was typed and not yet read is typed again',
  async () => {
    const run = await ScriptedRun.start({ ...SMALL, lines: [] });
    await toPrompt(run, 1, 30e6);
    run.type('echo $((6*7))\r');
    const { queued, received } = run.engine.serial.state;
    const { answers } = await runInStockV86({
      ...stockTask(run, SMALL.memoryMiB),
      unread: Buffer.concat([received, queued]),
      busy: true,
    });
    expect(answers[0]?.text).toContain('\x0742\r\n');
  },
  SPAN_MS,
);

test(
  'the disk comes along, and another one is not needed',
  async () => {
    const bytes = new Uint8Array(4 * MIB);
    bytes.set(new TextEncoder().encode('from the host'), 3 * MIB);
    const run = await ScriptedRun.start({
      ...SMALL,
      disk: { kind: 'file', name: 'disk.img', bytes },
      lines: ['echo from the guest | dd of=/dev/sda bs=1M seek=1 conv=sync; sync'],
    });
    await toPrompt(run, 2, 1e6);
    const { answers } = await runInStockV86({
      ...stockTask(run, SMALL.memoryMiB, bytes),
      lines: [1, 3].map((at) => `dd if=/dev/sda bs=1M skip=${at} iflag=direct | head -c 14; echo`),
    });
    expect(answers.map(({ text }) => text).join()).toContain('from the guest');
    expect(answers.map(({ text }) => text).join()).toContain('from the host');
  },
  SPAN_MS,
);

test(
  'one bit of the page bitmap makes another machine',
  async () => {
    const run = await ScriptedRun.start({ ...SMALL, lines: [] });
    await run.to(2e6);
    const task = stockTask(run, SMALL.memoryMiB);
    const good = await runInStockV86(task);
    const { root, buffers } = unpackState(task.state);
    const bitmap = buffers[idAt(root[78])];
    if (bitmap) bitmap[0] = (bitmap[0] ?? 0) ^ 1;
    const damaged = await runInStockV86({ ...task, state: packState({ root, buffers }) });
    expect(good.ramSha256).toBe(digest(run.engine.ram));
    expect(damaged.ramSha256).not.toBe(good.ramSha256);
  },
  SPAN_MS,
);

test('parts that do not fit each other are refused', async () => {
  const run = await ScriptedRun.start({ ...SMALL, lines: [] });
  await run.to(1e6);
  const devices = devicesOf(run);
  const parts = { ram: { memoryBytes: 32 * MIB, pages: noPages() } };
  expect(() => wholeState(devices, { ...parts, ram: { ...parts.ram, memoryBytes: MIB } })).toThrow(
    'amount of memory',
  );
  const backwards = { numbers: Uint32Array.of(2, 1), contents: new Uint8Array(2 * PAGE_BYTES) };
  expect(() => wholeState(devices, { ...parts, ram: { ...parts.ram, pages: backwards } })).toThrow(
    'out of order',
  );
  expect(() => wholeState(devices, { ...parts, disk: new Uint8Array(512) })).toThrow('no drive');
  expect(() => wholeState(devices.subarray(0, 1000), parts)).toThrow('no state of v86');
});

const SMALL = { image: 'tiny', memoryMiB: 32, seed: 3, instants: [] };

/** Runs until so many prompts have been shown, and so many instructions more. */
async function toPrompt(run: ScriptedRun, prompts: number, more: number) {
  let instant = await run.to(15e6);
  while (instant.prompts < prompts) instant = await run.to(instant.instructions + 0.3e6);
  return run.to(instant.instructions + more);
}

function stockTask(run: ScriptedRun, memoryMiB: number, disk: Uint8Array | null = null): StockTask {
  const devices = devicesOf(run);
  const options = stockOptions({
    image: 'tiny',
    name: 'tiny',
    memoryMiB,
    seed: 3,
    network: 'virtio',
    cd: null,
    disk: disk && { kind: 'file', name: 'disk.img', bytes: disk.length },
  });
  return {
    options: {
      ...options,
      bios: { url: fileOf('bios.bin') },
      vga_bios: { url: fileOf('vgabios.bin') },
      ...(options.hda && { hda: { url: fileOf('vgabios.bin') } }),
    },
    state: wholeState(devices, {
      ram: { memoryBytes: memoryMiB * MIB, pages: pagesOf(run.engine.ram) },
      disk,
    }),
    clockMs: 0,
    unread: new Uint8Array(),
    busy: false,
    lines: [],
  };
}

function devicesOf(run: ScriptedRun): Uint8Array<ArrayBuffer> {
  return new DeviceBuffers().join(run.freeze().engine.devices);
}

function idAt(node: StateNode | undefined): number {
  return typeof node === 'object' && node !== null && 'buffer_id' in node ? node.buffer_id : -1;
}

function noPages(): Pages {
  return { numbers: new Uint32Array(), contents: new Uint8Array() };
}

function pagesOf(ram: Uint8Array): Pages {
  const zero = Buffer.alloc(PAGE_BYTES);
  const pages = Array.from({ length: ram.length / PAGE_BYTES }, (_, page) => ({
    page,
    bytes: Buffer.from(ram.buffer, ram.byteOffset + page * PAGE_BYTES, PAGE_BYTES),
  })).filter(({ bytes }) => !zero.equals(bytes));
  return {
    numbers: Uint32Array.from(pages, ({ page }) => page),
    contents: new Uint8Array(Buffer.concat(pages.map(({ bytes }) => bytes))),
  };
}

function uptimesIn(text = ''): number[] {
  return Array.from(text.matchAll(/(\d+\.\d\d) \d+\.\d\d\r\n/g), ([, uptime]) => Number(uptime));
}

function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function fileOf(name: string): string {
  return fileURLToPath(new URL(`../../images/tiny/${name}`, import.meta.url));
}
