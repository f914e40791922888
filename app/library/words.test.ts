import { expect, test } from 'vitest';
import { agoText, bytesText, pauseText, shortAgoText, spanText } from './words.ts';

test('bytes are told to two digits, in the unit that fits', () => {
  expect([0, 999, 1000, 312_400, 999_499, 999_600, 14_200_000, 5.1e9].map(bytesText)).toEqual([
    '0 bytes',
    '999 bytes',
    '1.0 KB',
    '312 KB',
    '999 KB',
    '1.0 MB',
    '14 MB',
    '5.1 GB',
  ]);
});

test('times are told relative to now, and a clock that was set back makes no nonsense', () => {
  const now = Date.UTC(2026, 5, 15, 12);
  const ago = (seconds: number) => agoText(now - seconds * 1000, now);
  expect([0, 4, 12, 90, 3599, 7200, 86_400].map(ago)).toEqual([
    'just now',
    'just now',
    '12 seconds ago',
    '2 minutes ago',
    '60 minutes ago',
    '2 hours ago',
    '1 day ago',
  ]);
  const short = (seconds: number) => shortAgoText(now - seconds * 1000, now);
  expect([0, 12, 180, 7200, 86_400].map(short)).toEqual([
    'just now',
    '12 s ago',
    '3 min ago',
    '2 h ago',
    '1 day ago',
  ]);
  expect(ago(-10)).toBe('just now');
  expect(ago(-3600)).toContain('2026');
});

test('spans and pauses carry their units', () => {
  expect([400, 12_000, 119_000, 180_000, 7_800_000, 3 * 86_400_000].map(spanText)).toEqual([
    '0 s',
    '12 s',
    '119 s',
    '3 min',
    '2 h 10 min',
    '3 days',
  ]);
  expect([0.42, 12.3, 1340].map(pauseText)).toEqual(['0.4 ms', '12 ms', '1.3 s']);
});
