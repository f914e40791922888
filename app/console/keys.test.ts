import { expect, test } from 'vitest';
import { keySequence, withCtrl } from './keys.ts';

test('Ctrl makes control characters', () => {
  expect(withCtrl('c')).toBe('\x03');
  expect(withCtrl('C')).toBe('\x03');
  expect(withCtrl('[')).toBe('\x1b');
  expect(withCtrl('_')).toBe('\x1f');
  expect(withCtrl(' ')).toBe('\0');
  expect(withCtrl('?')).toBe('\x7f');
});

test('Ctrl leaves alone what has no control character', () => {
  for (const text of ['é', '1', 'abc', '', '\r', '\x1b[A']) expect(withCtrl(text)).toBe(text);
});

test('arrows follow the cursor mode', () => {
  expect(keySequence('ArrowUp', false, false)).toBe('\x1b[A');
  expect(keySequence('ArrowUp', false, true)).toBe('\x1bOA');
  expect(keySequence('ArrowLeft', true, true)).toBe('\x1b[1;5D');
  expect(keySequence('Escape', false, false)).toBe('\x1b');
});
