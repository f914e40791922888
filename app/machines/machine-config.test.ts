import { expect, test } from 'vitest';
import { IMAGES } from '#images/catalog';
import { defaultConfig, freeName } from './machine-config.ts';

test('a name is numbered when it is taken', () => {
  expect(freeName('tiny', [])).toBe('tiny');
  expect(freeName('tiny', ['tiny', 'tiny 3'])).toBe('tiny 2');
});

test('two machines that nobody configured differ in their seeds', () => {
  for (const image of IMAGES) {
    expect(defaultConfig(image, 'a').seed).not.toBe(defaultConfig(image, 'b').seed);
  }
});
