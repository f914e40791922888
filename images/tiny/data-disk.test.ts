import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import type { Disk } from '#protocol/machine';
import type { Machine } from '../../worker/machine/machine.ts';
import { configOf, createScriptedMachine, NODE_FILES } from '../../worker/node/node-machine.ts';

const MIB = 2 ** 20;

const SUPERBLOCK = 1024;

async function bootWith(disk: Disk | null): Promise<Machine> {
  const machine = createScriptedMachine();
  onTestFinished(() => machine.powerOff());
  await machine.boot(configOf('tiny', { disk }), NODE_FILES);
  return machine;
}

async function outputOf(machine: Machine, command: string): Promise<string> {
  return (await machine.run(command)).output;
}

async function switchOff(machine: Machine): Promise<void> {
  const off = new Promise<void>((resolve) => {
    machine.watchStatus(({ phase }) => {
      if (phase === 'off') resolve();
    });
  });
  await machine.type('poweroff\r');
  await off;
}

const blank = (sizeMiB: number): Disk => ({ kind: 'blank', sizeMiB });

const file = (bytes: Uint8Array<ArrayBuffer>): Disk => ({ kind: 'file', name: 'disk.img', bytes });

async function ext4(): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = gunzipSync(await readFile(new URL('media/ext4.img.gzip', import.meta.url)));
  return new Uint8Array(bytes);
}

/** Bytes that are no file system. */
function otherBytes(length: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(length).map((_, index) => (index * 7) % 251);
}

const MOUNT = 'mount | grep /data; echo /d*';
const NOT_MOUNTED = '/dev\n';

test('without a disk there is no /data', async () => {
  const machine = await bootWith(null);
  expect(await outputOf(machine, MOUNT)).toBe(NOT_MOUNTED);
  expect(await outputOf(machine, 'grep -c data= /proc/cmdline')).toBe('0\n');
});

test('a blank disk is formatted and mounted before the first prompt', async () => {
  const machine = await bootWith(blank(64));
  expect(await machine.screen()).toMatch(/^Linux on an emulated PC[^\n]*\n[^\n]*# *\n*$/);
  expect(await outputOf(machine, MOUNT)).toMatch(
    /^\/dev\/sda on \/data type ext2 \(rw,noatime[^\n]*\)\n\/data \/dev\n$/,
  );
  const [total, free] = (await outputOf(machine, "df -m /data | awk 'END { print $2, $4 }'"))
    .split(' ')
    .map(Number);
  expect(total).toBeGreaterThanOrEqual(61);
  expect(free).toBe(total);
  expect(Number(await outputOf(machine, "df -i /data | awk 'END { print $4 }'"))).toBeGreaterThan(
    4000,
  );
});

test.each([1, 256])('a blank disk may have %d MiB', async (sizeMiB) => {
  const machine = await bootWith(blank(sizeMiB));
  const fill =
    'dd if=/dev/urandom of=/data/file bs=64k count=8 2>/dev/null; md5sum < /data/file > /data/sum';
  expect(
    await outputOf(machine, `${fill}; md5sum < /data/file | cmp - /data/sum && echo same`),
  ).toBe('same\n');
});

test('finding, formatting and mounting a blank disk of 64 MiB takes at most 3 million instructions, the next time 2', async () => {
  const atPrompt: number[] = [];
  for (const disk of [null, blank(64)]) {
    const machine = createScriptedMachine();
    machine.watchStatus(({ phase }) => {
      if (phase === 'running') atPrompt.push(machine.engine?.instructions ?? Number.NaN);
    });
    await machine.boot(configOf('tiny', { disk }), NODE_FILES);
    if (disk) await machine.reset();
    await machine.powerOff();
  }
  const [without = 0, first, second] = atPrompt;
  expect(first).toBeLessThanOrEqual(without + 3e6);
  expect(second).toBeLessThanOrEqual(without + 2e6);
});

test('what is written to /data is on the disk three seconds later, whatever happens to the machine', async () => {
  const machine = await bootWith(blank(64));
  await machine.run('mkdir /data/new; seq 10000 > /data/new/file; sleep 3');
  await machine.reset();
  expect(await outputOf(machine, 'seq 10000 | cmp - /data/new/file && echo kept')).toBe('kept\n');
});

test('a machine that switches itself off has unmounted its disk', async () => {
  const machine = await bootWith(blank(64));
  await machine.run('cd /data; echo kept > file');
  await switchOff(machine);
  await machine.reset();
  expect(await outputOf(machine, 'dmesg | grep -c unchecked; cat /data/file')).toBe('0\nkept\n');
  await machine.reset();
  expect(await outputOf(machine, 'dmesg | grep -c unchecked; cat /data/file')).toBe('1\nkept\n');
});

test('a disk with ext4 is mounted as it is, and closed when the machine is switched off', async () => {
  const bytes = await ext4();
  const machine = await bootWith(file(bytes));
  expect(await outputOf(machine, MOUNT)).toMatch(
    /^\/dev\/sda on \/data type ext4 \(rw,noatime,[^\n]*commit=1[^\n]*\)\n\/data \/dev\n$/,
  );
  expect(await outputOf(machine, 'cat /data/hello.txt; tail -n 1 /data/numbers.txt')).toBe(
    'hello from disk\n20000\n',
  );
  const superblock = new DataView(bytes.buffer, SUPERBLOCK, 1024);
  const uuid = superblock.getBigUint64(0x68);
  const recoveryNeeded = () => (superblock.getUint32(0x60, true) & 4) !== 0;
  expect(recoveryNeeded()).toBe(true);
  await switchOff(machine);
  expect(recoveryNeeded()).toBe(false);
  expect(superblock.getBigUint64(0x68)).toBe(uuid);
});

test('what is written to ext4 is on the disk three seconds later', async () => {
  const machine = await bootWith(file(await ext4()));
  await machine.run('echo new > /data/new; sleep 3');
  await machine.reset();
  expect(await outputOf(machine, 'cat /data/new /data/hello.txt')).toBe('new\nhello from disk\n');
});

test.each([
  ['of zeros', new Uint8Array(MIB)],
  ['of 4 KiB', otherBytes(4096)],
  ['with other bytes', otherBytes(MIB)],
])('a file %s is left alone, byte for byte and silently', async (_, bytes) => {
  const before = bytes.slice();
  const machine = await bootWith(file(bytes));
  expect(await machine.screen()).not.toMatch(/sda|data\//);
  expect(await outputOf(machine, MOUNT)).toBe(NOT_MOUNTED);
  await switchOff(machine);
  expect(Buffer.compare(bytes, before)).toBe(0);
});

test.each([
  ['from its beginning', 0],
  ['at the end of its first 64 KiB', 65535],
])('a blank disk that was written to %s is left alone, and the console says so', async (_, at) => {
  const machine = await bootWith(blank(1));
  await machine.run('umount /data; rmdir /data; dd if=/dev/zero of=/dev/sda 2>/dev/null');
  await machine.run(
    `echo -n other | dd of=/dev/sda bs=1 seek=${at} conv=notrunc 2>/dev/null; sync`,
  );
  const before = await outputOf(machine, 'sha256sum /dev/sda');
  await machine.reset();
  expect(await machine.screen()).toContain('/dev/sda is not blank and holds no ext2, ext3 or ext4');
  expect(await outputOf(machine, MOUNT)).toBe(NOT_MOUNTED);
  expect(await outputOf(machine, 'sha256sum /dev/sda')).toBe(before);
});

test('a damaged file system is told of, and not formatted', async () => {
  const bytes = otherBytes(MIB);
  bytes.set([0x53, 0xef], SUPERBLOCK + 0x38);
  const before = bytes.slice();
  const machine = await bootWith(file(bytes));
  expect(await machine.screen()).toContain('/data: ');
  expect(await outputOf(machine, MOUNT)).toBe(NOT_MOUNTED);
  expect(Buffer.compare(bytes, before)).toBe(0);
});
