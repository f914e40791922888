import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { IMAGES, type Image, imageFiles } from '#images/catalog';
import { NODE_FILES } from '../node/node-machine.ts';
import { FileMissing, loadImage, type ReadFile } from './image-files.ts';

const [image] = IMAGES;
if (!image) throw new Error('The catalogue is empty.');

const read: ReadFile = async (path) => new Uint8Array(await readFile(path));

/** Reads as ever, but for the kernel, which comes as `change` makes it. */
function changing(
  of: Image,
  change: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>,
): ReadFile {
  return async (path) => {
    const bytes = new Uint8Array(await readFile(path));
    return path === NODE_FILES.images[of.kernel.path] ? change(bytes) : bytes;
  };
}

const load = (reader: ReadFile) => loadImage(image, NODE_FILES.images, reader, () => {});

describe('loadImage', () => {
  test('unpacks the files the catalogue names', async () => {
    const files = await load(read);
    const { unpacked } = image.kernel;
    expect(files.kernel.length).toBe(unpacked?.bytes);
    expect(createHash('sha256').update(files.kernel).digest('hex')).toBe(unpacked?.sha256);
  });

  test('names a file that is not there', async () => {
    const missing: ReadFile = async () => {
      throw new FileMissing('the server answered 404.');
    };
    await expect(load(missing)).rejects.toMatchObject({
      name: 'ImageMissing',
      message: expect.stringContaining(`${image.id}/`),
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
  ])('refuses a kernel that is %s, naming it', async (_, change) => {
    await expect(load(changing(image, change))).rejects.toMatchObject({
      name: 'ImageDamaged',
      message: expect.stringContaining(image.kernel.path),
    });
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
