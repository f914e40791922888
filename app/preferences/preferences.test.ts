import { expect, test } from 'vitest';
import { readPreferences } from './preferences.ts';

const STANDARD = {
  theme: 'system',
  fontSize: 15,
  screenReader: false,
  lastChoices: null,
  inside: { open: false, tab: '', full: null },
};

test('what was kept comes back', () => {
  const kept = {
    theme: 'projector',
    fontSize: 20,
    screenReader: true,
    lastChoices: { memoryMiB: 256, network: 'ne2k' },
    inside: { open: true, tab: 'events', full: false },
  };
  expect(readPreferences(kept)).toEqual(kept);
});

test('what makes no sense becomes the standard, part by part', () => {
  for (const nonsense of [undefined, null, 7, 'dark', [], {}]) {
    expect(readPreferences(nonsense)).toEqual(STANDARD);
  }
  expect(readPreferences({ theme: 'sepia', fontSize: 20 })).toEqual({ ...STANDARD, fontSize: 20 });
  expect(readPreferences({ lastChoices: { memoryMiB: 64, network: 'token ring' } })).toEqual(
    STANDARD,
  );
  expect(readPreferences({ inside: { open: 1, tab: 'events', full: 'no' } })).toEqual({
    ...STANDARD,
    inside: { open: false, tab: 'events', full: null },
  });
});

test('no font size leaves the range in which the console can be read', () => {
  expect(readPreferences({ fontSize: 2 }).fontSize).toBe(10);
  expect(readPreferences({ fontSize: 400 }).fontSize).toBe(32);
});
