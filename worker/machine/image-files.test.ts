import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { IMAGES, imageFiles } from '#images/catalog';
import { NODE_FILES } from '../node/node-machine.ts';
import { FileMissing, loadFiles, type ReadFile } from './image-files.ts';

const [image] = IMAGES;
if (!image) throw new Error('The catalogue is empty.');

const read: ReadFile = async (path) => new Uint8Array(await readFile(path));

/** Reads as ever, but for one file, which comes as `change` makes it. */
function changing(
  location: string | undefined,
  change: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>,
): ReadFile {
  return async (path) => {
    const bytes = new Uint8Array(await readFile(path));
    return path === location ? change(bytes) : bytes;
  };
}

const load = (reader: ReadFile) => loadFiles(image, NODE_FILES, { readFile: reader }, () => {});

describe('loadFiles', () => {
  test('unpacks the files the catalogue names', async () => {
    const { kernel = new Uint8Array() } = await load(read);
    const { unpacked } = image.kernel;
    expect(kernel?.length).toBe(unpacked?.bytes);
    expect(
      createHash('sha256')
        .update(kernel ?? '')
        .digest('hex'),
    ).toBe(unpacked?.sha256);
  });

  test('names a file that is not there', async () => {
    const missing: ReadFile = async () => {
      throw new FileMissing('the server answered 404.');
    };
    await expect(load(missing)).rejects.toMatchObject({
      name: 'ImageMissing',
      message: expect.stringMatching(/tiny\/|v86\.wasm/),
    });
  });

  test.each([
    ['cut short', (bytes: Uint8Array<ArrayBuffer>) => bytes.slice(0, -1)],
    ['longer', (bytes: Uint8Array<ArrayBuffer>) => new Uint8Array([...bytes, 0])],
    [
      'changed in one bit',
      (bytes: Uint8Array<ArrayBuffer>) => {
        bytes[1000] = (bytes[1000] ?? 0) ^ 1;
        return bytes;
      },
    ],
  ])('refuses a kernel, and an emulator, that is %s, naming it', async (_, change) => {
    for (const [path, location] of [
      [image.kernel.path, NODE_FILES.images[image.kernel.path]],
      ['v86.wasm', NODE_FILES.emulator],
    ] as const) {
      await expect(load(changing(location, change))).rejects.toMatchObject({
        name: 'ImageDamaged',
        message: expect.stringContaining(path),
      });
    }
  });
});

test('every file in the catalogue has the size and digest that stand there', async () => {
  for (const file of IMAGES.flatMap(imageFiles)) {
    const bytes = await readFile(NODE_FILES.images[file.path] ?? file.path);
    expect({ path: file.path, bytes: bytes.length, sha256: sha256(bytes) }).toEqual({
      path: file.path,
      bytes: file.bytes,
      sha256: file.sha256,
    });
  }
});

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
