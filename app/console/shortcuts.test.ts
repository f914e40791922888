import { expect, test } from 'vitest';
import { readPageKey, readShortcut } from './shortcuts.ts';

const NONE = { ctrlKey: false, shiftKey: false, altKey: false, metaKey: false };
const ctrl = (key: string) => readShortcut({ ...NONE, key, ctrlKey: true });
const ctrlShift = (key: string) => readShortcut({ ...NONE, key, ctrlKey: true, shiftKey: true });

test('the keys of the page', () => {
  expect(ctrlShift('C')).toBe('copy');
  expect(ctrlShift('V')).toBe('paste');
  expect(ctrlShift('F')).toBe('find');
  expect(readShortcut({ ...NONE, key: 'F6' })).toBe('leave');
});

test('freezing and the panels have keys wherever the focus is, and the console leaves them to the page', () => {
  const held = { ...NONE, ctrlKey: true, shiftKey: true };
  for (const [key, pageKey] of [
    ['S', 'freeze'],
    ['s', 'freeze'],
    ['L', 'snapshots'],
    ['X', 'inside'],
    ['K', null],
  ] as const) {
    expect(readPageKey({ ...held, key })).toBe(pageKey);
    expect(readPageKey({ ...held, key, altKey: true })).toBeNull();
    expect(readPageKey({ ...NONE, key, ctrlKey: true })).toBeNull();
    if (pageKey !== null) expect(readShortcut({ ...held, key })).toBe('page');
  }
});

test('zooming stays with the browser', () => {
  for (const key of ['+', '-', '=', '0']) expect(ctrl(key)).toBe('browser');
});

test('the guest gets everything else', () => {
  for (const key of ['c', 'v', 'f', 'd', 'z', 'ArrowUp']) expect(ctrl(key)).toBeNull();
  for (const key of ['a', 'Tab', 'Escape', 'F1', 'F5', 'Enter']) {
    expect(readShortcut({ ...NONE, key })).toBeNull();
  }
});
