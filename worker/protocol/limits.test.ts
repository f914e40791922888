import { expect, test } from 'vitest';
import { IMAGES } from '#images/catalog';
import { diskRefusal, memoryRefusal } from './limits.ts';

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
