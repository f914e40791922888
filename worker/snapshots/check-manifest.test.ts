import { expect, test } from 'vitest';
import { createNodeLibrary } from '../node/node-library.ts';
import {
  type FileParts,
  manifestIn,
  partsOf,
  sealed,
  withManifest,
} from '../node/resealed-file.ts';
import { SyntheticMachine } from '../node/synthetic-machine.ts';
import { loadBlake3 } from './blake3.ts';
import { MAXIMUM, PIECE_BYTES } from './limits.ts';
import { MachineAssembly } from './machine-assembly.ts';
import { encodeManifest, parseManifest } from './manifest-bytes.ts';
import { writeSnapshotFile } from './write-file.ts';

const NO_FILES = { images: {}, emulator: '', baked: {} };
const FULL_MODULE = pieces(MAXIMUM.moduleBytes / PIECE_BYTES);

test.each([
  ['a time that no date can have', { facts: { createdAt: 1e16 } }],
  ['a time within a millisecond', { facts: { createdAt: 1.5 } }],
  ['a time before 1970', { facts: { createdAt: -1 } }],
  ['a guest that ran for ever', { facts: { guestTimeNs: 1e300 } }],
  ['half an instruction', { facts: { instructions: 0.5 } }],
  ['a lineage that is no id', { facts: { lineage: '' } }],
  ['a pause for ever', { pauseMs: 1e300 }],
  ['half a byte in storage', { newBytes: 0.5 }],
  ['more bytes than can be counted', { sharedBytes: 1e300 }],
  ['no name', { name: ' ' }],
  ['a name that no list has room for', { name: 'x'.repeat(81) }],
  ['a disk of another size', { regions: { disk: { pageCount: 257, runs: [] } } }],
  ['what lies on a CD that the machine lacks', { regions: { cd: { pageCount: 1, runs: [] } } }],
  [
    'more image files than a file carries',
    { facts: { image: { id: 'tiny', files: manyFiles() } } },
  ],
])(
  'a file whose manifest says %s is refused',
  async (_, { facts, regions, ...others }: ManifestChange) => {
    const parts = await exportedParts();
    const manifest = manifestIn(parts);
    const changed = {
      ...manifest,
      ...others,
      facts: { ...objectIn(manifest, 'facts'), ...facts },
      regions: { ...objectIn(manifest, 'regions'), ...regions },
    };
    const library = createNodeLibrary(newName());
    const imported = library.import(new Blob([await sealed(withManifest(parts, changed))]));
    await expect(imported).rejects.toMatchObject({ name: 'SnapshotDamaged' });
    expect(await library.list()).toEqual([]);
  },
);

test.each([
  ['texts', { texts: { one: pieces(1024), other: pieces(1) } }],
  ['modules', { modules: [...Array(32).fill(FULL_MODULE), pieces(1)] }],
])('a small file whose %s name one chunk until all memory is full is refused', async (_, many) => {
  const file = new Blob([await sealed(await partsWithPiece(many))]);
  expect(file.size).toBeLessThan(200_000);
  const library = createNodeLibrary(newName());
  await expect(library.import(file)).rejects.toMatchObject({ name: 'SnapshotDamaged' });
});

test('texts and modules that name one chunk up to the limits are not', async () => {
  const parts = await partsWithPiece({
    texts: { one: pieces(512), other: pieces(512) },
    modules: Array(32).fill(FULL_MODULE),
  });
  const library = createNodeLibrary(newName());
  await library.import(new Blob([await sealed(parts)]));
});

test('memory that the browser refuses is told as that', async () => {
  const { header, body } = await exportedParts();
  const manifest = parseManifest(body.subarray(0, header.manifestBytes), 'The file');
  const huge = { bytes: 2 ** 50, chunks: [] };
  const refused = expect.objectContaining({ name: 'MemoryRefused' });
  const assembly = (changed: object) => new MachineAssembly({ ...manifest, ...changed }, null);
  expect(() => assembly({ texts: { huge } })).toThrow(refused);
  expect(() => assembly({ modules: [{ index: 0, start: 0, stateFlags: 0, ...huge }] })).toThrow(
    refused,
  );
});

test('a manifest that nobody would read again is not written', async () => {
  const { header, body } = await exportedParts();
  const manifest = parseManifest(body.subarray(0, header.manifestBytes), 'The file');
  const refused = expect.objectContaining({ name: 'StorageRefused' });
  const blake3 = await loadBlake3();
  const large = { ...manifest, name: 'x'.repeat(MAXIMUM.manifestBytes) };
  expect(() => encodeManifest(large, blake3)).toThrow(refused);
  await expect(writeSnapshotFile(large, { chunks: [], images: [] })).rejects.toEqual(refused);
});

interface ManifestChange extends Readonly<Record<string, unknown>> {
  readonly facts?: Readonly<Record<string, unknown>>;
  readonly regions?: Readonly<Record<string, unknown>>;
}

function manyFiles(): Record<string, string> {
  return Object.fromEntries(Array.from({ length: 17 }, (_, at) => [`${at}`, 'ab'.repeat(32)]));
}

function objectIn(holder: Record<string, unknown>, key: string): object {
  const value = holder[key];
  if (typeof value !== 'object' || value === null) throw new Error(`${key} is no object.`);
  return value;
}

/** A text or a module of one chunk again and again, which `partsWithPiece` puts in the place of number 0. */
function pieces(count: number) {
  return {
    index: 0,
    start: 0,
    stateFlags: 0,
    bytes: count * PIECE_BYTES,
    chunks: Array(count).fill(0),
  };
}

/** A file that has one chunk of the largest size, and nothing in its regions. */
async function partsWithPiece(change: object): Promise<FileParts> {
  const parts = await exportedParts();
  const piece = new Uint8Array(PIECE_BYTES);
  const blake3 = await loadBlake3();
  const empty = { pageCount: 1024, runs: [] };
  const { header, body } = withManifest(parts, {
    ...manifestIn(parts),
    chunks: [[blake3(piece), PIECE_BYTES, 1]],
    regions: { memory: empty, devices: empty },
    texts: {},
    modules: [],
    ...change,
  });
  return {
    header: { ...header, chunkBytes: PIECE_BYTES },
    body: Buffer.concat([body.subarray(0, header.manifestBytes), piece]),
  };
}

let names = 0;

function newName(): string {
  return `check-manifest-test-${names++}`;
}

async function exportedParts(): Promise<FileParts> {
  const library = createNodeLibrary(newName());
  const { id } = await library.write(new SyntheticMachine(1).freeze());
  const file = await library.export(id, NO_FILES);
  return partsOf(new Uint8Array(await file.arrayBuffer()));
}
