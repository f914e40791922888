import { expect, test } from 'vitest';
import { findImage, findImageOf, type Image, imageFiles } from './catalog.ts';

test('an image is found by the digests of its files, whatever release it is of and wherever they lie now', () => {
  const tiny = findImage('tiny');
  if (tiny === undefined) throw new Error('There is no tiny.');
  const kernel = { ...tiny.kernel, path: 'tiny/kernel-1.bin.gzip', sha256: 'ab'.repeat(32) };
  const earlier: Image = { ...tiny, kernel };
  const digests = (image: Image) => imageFiles(image).map(({ sha256 }) => sha256);
  expect(findImageOf(digests(tiny))).toBe(tiny);
  expect(findImageOf(digests(earlier))).toBeUndefined();
  expect(findImageOf(digests(earlier), [tiny, earlier])).toBe(earlier);
});
