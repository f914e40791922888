import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as Comlink from 'comlink';
import { promisifyRequest } from 'idb-keyval';
import { expect, test } from 'vitest';
import type { MachineLibrary } from '#protocol/frozen-machine';
import type { FileLocations } from '#protocol/machine';
import type { LibraryProgress } from '#protocol/snapshots';
import { createNodeLibrary } from '../node/node-library.ts';
import { contentsOf, digestOf, pagesOf, SyntheticMachine } from '../node/synthetic-machine.ts';
import type { Library } from './library.ts';
import { readSnapshotFile } from './read-file.ts';
import { keysOf, openStore } from './store.ts';
import { bakeSnapshotFile } from './write-file.ts';

const NO_FILES: FileLocations = { images: {}, emulator: '', baked: {} };

test('an exported file restores the machine in another library, and without one', async () => {
  const [here, there] = [newLibrary(), newLibrary()];
  const info = await here.write(new SyntheticMachine(1).freeze({ name: 'gift' }));
  const file = await here.export(info.id, NO_FILES);
  const imported = await there.import(file);
  expect(imported).toMatchObject({ id: info.id, name: 'gift', kind: 'kept', sharedBytes: 0 });
  const original = contentsOf(await here.read(info.id));
  expect(contentsOf(await there.read(info.id))).toEqual(original);
  expect(contentsOf(await readSnapshotFile(file.stream()))).toBe(original);
  expect(await there.import(file)).toEqual(imported);
  expect(await there.list()).toHaveLength(1);
  expect(file.size).toBeLessThan(info.totalBytes * 1.1);
});

test('an import stores only what is missing, and mends what is damaged', async () => {
  const name = newName();
  const [here, there] = [newLibrary(), createNodeLibrary(name)];
  const machine = new SyntheticMachine(2);
  const a = await here.write(machine.freeze());
  machine.run(5);
  const b = await here.write(machine.freeze({ base: a.id }));
  await there.import(await here.export(a.id, NO_FILES));
  const file = await here.export(b.id, NO_FILES);
  const imported = await there.import(file);
  expect(imported.newBytes).toBeLessThan(a.newBytes / 3);
  expect(imported.sharedBytes).toBeGreaterThan(a.newBytes / 2);
  await openStore(name)('readwrite', async (objects) => {
    const keys = await promisifyRequest(objects.getAllKeys(keysOf('chunk')));
    keys.forEach((key, at) => {
      if (at % 2) objects.put(new Uint8Array(9), key);
      else objects.delete(key);
    });
  });
  await expect(there.verify(b.id)).rejects.toMatchObject({ name: 'SnapshotDamaged' });
  await there.import(file);
  expect((await there.verify(b.id)).chunks).toBeGreaterThan(5);
});

test('a baked file that a user imports becomes a snapshot of its own', async () => {
  const library = newLibrary();
  const { id } = await library.import(await bakeSnapshotFile(new SyntheticMachine(3).freeze()));
  expect(id).not.toContain('baked');
  expect(await library.list()).toMatchObject([{ id, kind: 'kept' }]);
});

test('image files travel with a snapshot when asked, and are served', async () => {
  const [here, there] = [newLibrary(), newLibrary()];
  const content = Uint8Array.from({ length: 5000 }, (_, at) => at & 0xff);
  const sha256 = createHash('sha256').update(content).digest('hex');
  const frozen = new SyntheticMachine(6).freeze();
  const image = { id: 'tiny', files: { 'tiny/kernel.bin.gzip': sha256 } };
  const { id } = await here.write({ ...frozen, facts: { ...frozen.facts, image } });
  const missing = here.export(id, NO_FILES, { withImage: true });
  await expect(missing).rejects.toMatchObject({ name: 'ImageMissing' });
  const fetching = newLibrary({ fetchFile: async () => content });
  await fetching.import(await here.export(id, NO_FILES));
  const files = { images: { 'tiny/kernel.bin.gzip': 'kernel' }, emulator: '', baked: {} };
  const file = await fetching.export(id, files, { withImage: true });
  await there.import(file);
  expect(await there.imageFile(sha256)).toEqual(content);
  expect(await here.imageFile(sha256)).toBeNull();
  await there.collect();
  expect((await there.export(id, NO_FILES, { withImage: true })).size).toBe(file.size);
  await there.delete(id);
  expect(await there.collect()).toBeGreaterThan(content.length);
  expect(await there.imageFile(sha256)).toBeNull();
});

test('verifying looks at image files that came with a snapshot, and an import mends them', async () => {
  const name = newName();
  const library = createNodeLibrary(name);
  const path = new URL('golden/version-1-with-image.snowglobe', import.meta.url);
  const file = new Blob([new Uint8Array(readFileSync(path))]);
  const { id, image } = await library.import(file);
  await library.verify(id);
  const [imagePath = ''] = Object.keys(image.files);
  await openStore(name)('readwrite', async (objects) => {
    const keys = await promisifyRequest(objects.getAllKeys(keysOf('image')));
    for (const key of keys) objects.put(new Uint8Array(9), key);
  });
  await expect(library.verify(id)).rejects.toMatchObject({
    name: 'SnapshotDamaged',
    message: expect.stringContaining(imagePath),
  });
  await library.import(file);
  await library.verify(id);
});

test('calls tell their progress and can be broken off', async () => {
  const library = newLibrary();
  const { id } = await library.write(new SyntheticMachine(7, 2048, 1200).freeze());
  const told: LibraryProgress[] = [];
  const how = { cancelled: () => false, onProgress: (at: LibraryProgress) => told.push(at) };
  const file = await library.export(id, NO_FILES, {}, how);
  expect(told.length).toBeGreaterThan(3);
  expect(told.at(-1)?.doneBytes).toBe(told.at(-1)?.totalBytes);
  const abort = { cancelled: async () => true, onProgress: () => {} };
  const other = newLibrary();
  const cancelled = { name: 'Cancelled' };
  await expect(library.export(id, NO_FILES, {}, abort)).rejects.toMatchObject(cancelled);
  await expect(library.verify(id, abort)).rejects.toMatchObject(cancelled);
  await expect(other.import(file, abort)).rejects.toMatchObject(cancelled);
  expect(await other.list()).toEqual([]);
  await other.collect();
  expect(await other.storage()).toMatchObject({ chunkBytes: 0 });
});

test('a baked file is the same each time, is a base, and goes when nothing names it', async () => {
  const name = newName();
  const library = createNodeLibrary(name);
  const baked = await bytesOf(await bakeSnapshotFile(new SyntheticMachine(8).freeze()));
  const again = await bakeSnapshotFile(new SyntheticMachine(8).freeze());
  expect(Buffer.from(await again.arrayBuffer()).equals(baked)).toBe(true);
  const { id } = await readSnapshotFile(new Blob([baked]).stream());
  expect(id).toMatch(/^baked-[0-9a-f]{32}$/);
  await library.importBaked(baked);
  await library.importBaked(baked);
  expect(await library.list()).toEqual([]);
  const machine = new SyntheticMachine(8);
  machine.freeze();
  machine.run(4);
  const info = await library.write(machine.freeze({ base: id }));
  expect(info.newBytes).toBeLessThan(info.totalBytes / 3);
  expect(digestOf(pagesOf(await library.read(info.id), 'memory'))).toEqual(
    digestOf(machine.pages('memory')),
  );
  const nextTab = createNodeLibrary(name);
  await nextTab.collect();
  expect((await library.read(info.id, id)).base).toBe(id);
  await library.delete(info.id);
  await library.collect();
  expect((await library.read(id)).id).toBe(id);
  await nextTab.collect();
  await expect(library.read(id)).rejects.toMatchObject({ name: 'SnapshotMissing' });
});

test('a file is read in whatever parts it arrives', async () => {
  const machine = new SyntheticMachine(10);
  const file = await bakeSnapshotFile(machine.freeze());
  const pages = digestOf(machine.pages('memory'));
  for (const partBytes of [1, 31, 1000, file.size]) {
    const stored = await readSnapshotFile(await inParts(file, partBytes));
    expect(digestOf(pagesOf(stored, 'memory'))).toEqual(pages);
  }
});

test.each([
  ['cut off in its header', (bytes: Buffer) => bytes.subarray(0, 100)],
  ['cut off in its body', (bytes: Buffer) => bytes.subarray(0, bytes.length / 2)],
  ['cut off in its checksum', (bytes: Buffer) => bytes.subarray(0, -1)],
  ['longer', (bytes: Buffer) => Buffer.concat([bytes, Buffer.of(0)])],
  ['changed in its header', (bytes: Buffer) => flipped(bytes, 60)],
  ['changed in its body', (bytes: Buffer) => flipped(bytes, bytes.length / 2)],
  ['changed in its checksum', (bytes: Buffer) => flipped(bytes, bytes.length - 1)],
])('a file that is %s is refused while it arrives', async (_, change) => {
  const file = await bakeSnapshotFile(new SyntheticMachine(11).freeze());
  const changed = new Blob([Buffer.from(change(Buffer.from(await file.arrayBuffer())))]);
  await expect(readSnapshotFile(await inParts(changed, 1000))).rejects.toMatchObject({
    name: 'SnapshotDamaged',
  });
});

test.each([1, 100, 5000])(
  'a file whose stream breaks off after %i bytes fails as that',
  async (length) => {
    const file = await bakeSnapshotFile(new SyntheticMachine(11).freeze());
    const cut = await inParts(file.slice(0, length), 50, new Error('The line went dead.'));
    await expect(readSnapshotFile(cut)).rejects.toThrow('The line went dead.');
  },
);

test('a machine in another worker writes and reads through a port, failures by name', async () => {
  const { port1, port2 } = new MessageChannel();
  newLibrary().serve(port1);
  const served = Comlink.wrap<MachineLibrary>(port2);
  const machine = new SyntheticMachine(9);
  const info = await served.write(machine.freeze());
  const stored = await served.read(info.id);
  expect(digestOf(pagesOf(stored, 'memory'))).toEqual(digestOf(machine.pages('memory')));
  const missing = served.read('none' as typeof info.id);
  await expect(missing).rejects.toMatchObject({ name: 'SnapshotMissing' });
  expect(await served.imageFile('ab')).toBeNull();
  port1.close();
  port2.close();
});

/** Files of version 1, with the digest of what they hold; they were written once and are read for ever. */
const GOLDEN = [
  ['version-1-baked', '7790fe425158a9dc3f2321d3aa42705376528d968e3468269c8f2e58e864bfbd', []],
  [
    'version-1-with-image',
    'fa79e85f23d53d6a0ab805b9661b18e90865aacea02a66aa88a66a48f0a465d4',
    ['9a76b8af8f16f19d60de2b3999c22f9d10be4395c90ea3bfc5eb6cd6254243af'],
  ],
] as const;

test.each(GOLDEN)('the golden file %s is read as it was written', async (name, digest, images) => {
  const file = new Uint8Array(readFileSync(new URL(`golden/${name}.snowglobe`, import.meta.url)));
  const stored = await readSnapshotFile(new Blob([file]).stream());
  expect(contentsOf(stored)).toBe(digest);
  const library = newLibrary();
  const { id } = await library.import(new Blob([file]));
  expect(contentsOf(await library.read(id))).toBe(digest);
  for (const sha256 of images) expect(await library.imageFile(sha256)).toHaveLength(300);
});

/** With an `error`, the stream breaks off where the file ends. */
async function inParts(file: Blob, partBytes: number, error?: Error) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let at = 0;
  return new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull(controller) {
      if (at >= bytes.length) return error ? controller.error(error) : controller.close();
      controller.enqueue(bytes.slice(at, at + partBytes));
      at += partBytes;
    },
  });
}

function flipped(bytes: Buffer, at: number): Buffer {
  const index = Math.floor(at);
  bytes[index] = (bytes[index] ?? 0) ^ 1;
  return bytes;
}

let names = 0;

function newName(): string {
  return `files-test-${names++}`;
}

function newLibrary(host: Parameters<typeof createNodeLibrary>[1] = {}): Library {
  return createNodeLibrary(newName(), host);
}

async function bytesOf(blob: Blob): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await blob.arrayBuffer());
}
