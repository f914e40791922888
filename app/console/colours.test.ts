import { expect, test } from 'vitest';
import { asksOnly } from './colours.ts';

test('questions about colours are told from settings', () => {
  expect(asksOnly(11, '?')).toBe(true);
  expect(asksOnly(10, '?;?')).toBe(true);
  expect(asksOnly(4, '1;?;2;?')).toBe(true);
  expect(asksOnly(11, '#ff0000')).toBe(false);
  expect(asksOnly(10, '?;red')).toBe(false);
  expect(asksOnly(4, '1;?;2;rgb:ff/00/00')).toBe(false);
});
