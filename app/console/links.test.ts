import { expect, test } from 'vitest';
import { isPlain, safeAddress } from './links.ts';

test('only web addresses open', () => {
  expect(safeAddress('https://example.org/a?b')?.href).toBe('https://example.org/a?b');
  expect(safeAddress('http://example.org')?.href).toBe('http://example.org/');
  for (const text of [
    'javascript:alert(1)',
    'data:text/html,x',
    'file:///etc',
    'blob:x',
    'x',
    '',
  ]) {
    expect(safeAddress(text)).toBeNull();
  }
});

test('an address with a user in it is not plain', () => {
  expect(isPlain(new URL('https://example.org@evil.example/'))).toBe(false);
  expect(isPlain(new URL('https://example.org/'))).toBe(true);
});
