import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SnapshotId } from '#protocol/snapshots';
import { createNodeLibrary } from '../node/node-library.ts';
import { configOf, createNodeMachine, NODE_FILES } from '../node/node-machine.ts';
import {
  type FileParts,
  manifestIn,
  partsOf,
  sealed,
  withManifest,
} from '../node/resealed-file.ts';
import type { Machine } from './machine.ts';

const library = createNodeLibrary('versions-test');

/** A machine that runs, and must be none the worse. */
let running: Machine;
let parts: FileParts;
/** Where a gzip file says when it was packed (RFC 1952). */
const GZIP_TIME = 4;

let forgeries = 0;

beforeAll(async () => {
  running = createNodeMachine();
  running.attachLibrary(library);
  await running.boot(configOf('tiny', { memoryMiB: 32 }), NODE_FILES);
  await running.run('work=frozen; echo frozen > /tmp/work');
  const { id } = await running.freeze();
  const file = await library.export(id, NODE_FILES);
  parts = partsOf(new Uint8Array(await file.arrayBuffer()));
});

afterAll(() => running.powerOff());

describe.each([
  ['emulator', { version: '0.6.0', sha256: 'ab'.repeat(32) }],
  ['length of slices', { sliceInstructions: 10_007 }],
  ['exact layer', { exactVersion: 9 }],
])('a snapshot of another %s', (_, emulator) => {
  test('goes on from its portable layer, in a new machine and in one that runs', async () => {
    const id = await importedWith({ emulator });
    const machine = createNodeMachine();
    machine.attachLibrary(library);
    const thawed = await machine.thaw({ kind: 'snapshot', id }, { as: 'copy' }, NODE_FILES);
    expect(thawed.layer).toBe('portable');
    expect((await machine.run('echo $work; cat /tmp/work')).output).toBe('frozen\nfrozen\n');
    await machine.powerOff();
    await running.run('work=now; rm /tmp/work');
    expect((await running.resumeFrom(id)).layer).toBe('portable');
    expect((await running.run('echo $work; cat /tmp/work')).output).toBe('frozen\nfrozen\n');
  });
});

test('a snapshot of another digest of its image goes on: it has all of the image in its memory', async () => {
  const files = { 'tiny/kernel.bin.gzip': 'cd'.repeat(32) };
  const id = await importedWith({ image: { files } });
  const machine = createNodeMachine();
  machine.attachLibrary(library);
  await machine.thaw({ kind: 'snapshot', id }, { as: 'copy' }, NODE_FILES);
  expect((await machine.run('echo $work')).output).toBe('frozen\n');
  await machine.powerOff();
});

test('a snapshot of an image that nobody here knows goes on, and boots, from the files that came with it', async () => {
  const { id } = await running.freeze();
  const file = await library.export(id, NODE_FILES, { withImage: true });
  const whole = partsOf(new Uint8Array(await file.arrayBuffer()));
  const elsewhere = createNodeLibrary('versions-test-elsewhere');
  const { file: other, files } = withOtherKernel(whole);
  const forgery = await sealed(forged(other, { machine: { image: 'huge' }, image: { files } }));
  const there = await elsewhere.import(new Blob([forgery]));
  const machine = createNodeMachine();
  machine.attachLibrary(elsewhere);
  const nothingServed = { ...NODE_FILES, images: {} };
  await machine.thaw({ kind: 'snapshot', id: there.id }, { as: 'copy' }, nothingServed);
  expect((await machine.run('echo $work')).output).toBe('frozen\n');
  await machine.reset();
  expect((await machine.run('echo "<$work>"')).output).toBe('<>\n');
  await machine.powerOff();
});

describe.each([
  ['state version', { emulator: { stateVersion: 7 } }, 'SnapshotForeign', /states \(version 7\)/],
  ['memory than it says', { machine: { memoryMiB: 64 } }, 'SnapshotForeign', /memory/],
  [
    'image',
    { machine: { image: 'huge' }, image: { files: { 'huge/kernel.bin': 'cd'.repeat(32) } } },
    'ImageUnknown',
    /huge/,
  ],
] as const)('a snapshot of another %s', (_, facts, name, sentence) => {
  test('is refused by name, before a machine is touched', async () => {
    const id = await importedWith(facts);
    const machine = createNodeMachine();
    machine.attachLibrary(library);
    const thawed = machine.thaw({ kind: 'snapshot', id }, { as: 'copy' }, NODE_FILES);
    await expect(thawed).rejects.toMatchObject({ name, message: expect.stringMatching(sentence) });
    expect(machine.status.phase).toBe('failed');
    await expectUntouched(id, /^(SnapshotForeign|ImageUnknown)$/);
  });
});

test('a snapshot of a machine with other parts is refused by one that runs', async () => {
  const other = createNodeMachine();
  other.attachLibrary(library);
  await other.boot(configOf('tiny', { memoryMiB: 64 }), NODE_FILES);
  const { id } = await other.freeze();
  await other.powerOff();
  await expectUntouched(id, /^SnapshotForeign$/);
});

test('a file of another format is refused by name', async () => {
  const file = await sealed(parts);
  file[8] = 2;
  const before = await library.list();
  await expect(library.import(new Blob([file]))).rejects.toMatchObject({
    name: 'SnapshotForeign',
    message: expect.stringContaining('version 2'),
  });
  expect(await library.list()).toEqual(before);
});

/** The same file with a kernel of another digest, which unpacks to the same: when it was packed is another time. */
function withOtherKernel({ header, body }: FileParts) {
  const at = header.images.findIndex(({ path }) => path.endsWith('.gzip'));
  const behind = header.images.slice(at).reduce((sum, { bytes }) => sum + bytes, 0);
  const kernel = header.images[at];
  if (kernel === undefined) throw new Error('No image file of it is packed.');
  const changed = Buffer.from(body);
  const start = changed.length - behind;
  changed.writeUInt8(changed.readUInt8(start + GZIP_TIME) ^ 1, start + GZIP_TIME);
  const sha256 = createHash('sha256')
    .update(changed.subarray(start, start + kernel.bytes))
    .digest('hex');
  const images = header.images.map((image, place) => (place === at ? { ...image, sha256 } : image));
  const files = Object.fromEntries(images.map((image) => [image.path, image.sha256]));
  return { file: { header: { ...header, images }, body: changed }, files };
}

/** Imports the frozen machine with other facts about it, part by part. */
async function importedWith(changes: FactsChanges): Promise<SnapshotId> {
  const { id } = await library.import(new Blob([await sealed(forged(parts, changes))]));
  return id;
}

type FactsChanges = Readonly<Record<string, object>>;

function forged(file: FileParts, changes: FactsChanges): FileParts {
  const manifest = manifestIn(file);
  // Safe: the library wrote it.
  const facts = manifest['facts'] as FactsChanges;
  const changed = Object.entries(changes).map(([part, change]) => [
    part,
    { ...facts[part], ...change },
  ]);
  forgeries++;
  return withManifest(file, {
    ...manifest,
    id: `forged-${forgeries}`,
    facts: { ...facts, ...Object.fromEntries(changed) },
  });
}

/** The machine that runs refuses to become that, and runs on. */
async function expectUntouched(id: SnapshotId, name: RegExp): Promise<void> {
  await running.run('work=untouched');
  const before = await running.counters();
  await expect(running.resumeFrom(id)).rejects.toMatchObject({
    name: expect.stringMatching(name),
  });
  expect(running.status.phase).toBe('running');
  expect((await running.run('echo $work')).output).toBe('untouched\n');
  expect((await running.counters()).instructions).toBeGreaterThan(before.instructions);
}
