import { expect, test } from 'vitest';
import { IMAGES } from '#images/catalog';
import { defaultConfig, freeName, readName } from './machine-config.ts';

test('a name is numbered when it is taken', () => {
  expect(freeName('tiny', [])).toBe('tiny');
  expect(freeName('tiny', ['tiny', 'tiny 3'])).toBe('tiny 2');
  expect(freeName('tiny 2', ['tiny', 'tiny 2'])).toBe('tiny 3');
  expect(freeName('tiny 2', ['tiny'])).toBe('tiny 2');
});

test('a chosen name is trimmed and cut, and an empty one is the next that is free', () => {
  expect(readName(' lab ', 'tiny', [])).toBe('lab');
  expect(readName('x'.repeat(50), 'tiny', [])).toHaveLength(40);
  expect(readName('  ', 'tiny', ['tiny'])).toBe('tiny 2');
});

test('two machines that nobody configured differ in their seeds', () => {
  for (const image of IMAGES) {
    expect(defaultConfig(image, 'a').seed).not.toBe(defaultConfig(image, 'b').seed);
  }
});
