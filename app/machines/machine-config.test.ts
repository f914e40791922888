import { expect, test } from 'vitest';
import { IMAGES } from '#images/catalog';
import { defaultConfig, diskRefusal, freeName, memoryRefusal } from './machine-config.ts';

test('every image accepts its own default and its bounds, and nothing beyond', () => {
  for (const image of IMAGES) {
    const least = image.minimumMemoryMiB;
    expect(memoryRefusal(image, image.defaultMemoryMiB)).toBeNull();
    expect(memoryRefusal(image, least)).toBeNull();
    expect(memoryRefusal(image, 1024)).toBeNull();
    expect(memoryRefusal(image, least - 1)).toContain(`at least ${least} MiB`);
    expect(memoryRefusal(image, 1025)).toContain('at most 1024 MiB');
    expect(memoryRefusal(image, least + 0.5)).toContain('whole number');
    expect(memoryRefusal(image, Number.NaN)).toContain('whole number');
  }
});

test('a blank disk has a size that can be had', () => {
  expect(diskRefusal(64)).toBeNull();
  expect(diskRefusal(0)).toContain('from 1 to 1024');
  expect(diskRefusal(1.5)).toContain('whole number');
});

test('a name is numbered when it is taken', () => {
  expect(freeName('tiny', [])).toBe('tiny');
  expect(freeName('tiny', ['tiny', 'tiny 3'])).toBe('tiny 2');
});

test('two machines that nobody configured differ in their seeds', () => {
  for (const image of IMAGES) {
    expect(defaultConfig(image, 'a').seed).not.toBe(defaultConfig(image, 'b').seed);
  }
});
