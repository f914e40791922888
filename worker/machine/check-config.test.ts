import { expect, test } from 'vitest';
import { IMAGES } from '#images/catalog';
import { configOf } from '../node/node-machine.ts';
import { checkConfig } from './check-config.ts';

const [image] = IMAGES;
if (!image) throw new Error('The catalogue is empty.');

test('accepts the bounds themselves', () => {
  for (const memoryMiB of [image.minimumMemoryMiB, 1024]) {
    expect(() => checkConfig(configOf(image.id, { memoryMiB }), image)).not.toThrow();
  }
});

test.each([16, 31, 1025, 64.5, Number.NaN, -1])('refuses %d MiB of memory', (memoryMiB) => {
  expect(() => checkConfig(configOf(image.id, { memoryMiB }), image)).toThrow(
    expect.objectContaining({
      name: 'MemoryOutOfRange',
      message: expect.stringMatching(/MiB.*not started/),
    }),
  );
});

test('refuses media that are not whole sectors, naming the file', () => {
  const bytes = new Uint8Array(1000);
  const refusal = { name: 'DeviceRefused', message: expect.stringContaining('odd.img') };
  const disk = { kind: 'file', name: 'odd.img', bytes } as const;
  expect(() => checkConfig(configOf(image.id, { disk }), image)).toThrow(
    expect.objectContaining(refusal),
  );
  expect(() => checkConfig(configOf(image.id, { cd: { name: 'odd.img', bytes } }), image)).toThrow(
    expect.objectContaining(refusal),
  );
  const blank = { kind: 'blank', sizeMiB: 0 } as const;
  expect(() => checkConfig(configOf(image.id, { disk: blank }), image)).toThrow(
    expect.objectContaining({ name: 'DeviceRefused' }),
  );
});

test('refuses media larger than a snapshot keeps, naming the file', () => {
  const bytes = new Uint8Array(2 ** 30 + 2048);
  const disk = { kind: 'file', name: 'vast.img', bytes } as const;
  const cd = { name: 'vast.img', bytes };
  for (const medium of [{ disk }, { cd }]) {
    expect(() => checkConfig(configOf(image.id, medium), image)).toThrow(
      expect.objectContaining({
        name: 'DeviceRefused',
        message: expect.stringMatching(/vast\.img.*1024 MiB.*not started/),
      }),
    );
  }
});
