import { expect, test } from 'vitest';
import {
  countedText,
  durationText,
  portText,
  rateText,
  sampledText,
  shareText,
} from './numbers.ts';

test('counts are exact, with their word', () => {
  expect(countedText(1_842_000, 'instruction')).toBe('1,842,000 instructions');
  expect(countedText(1, 'device access', 'device accesses')).toBe('1 device access');
  expect(countedText(0, 'device access', 'device accesses')).toBe('no device access');
});

test('rates have the precision that a changing number is read with', () => {
  expect([0, 0.01, 0.34, 9.96, 12.4, 1840, 1_840_000].map(rateText)).toEqual([
    '0',
    '<0.1',
    '0.3',
    '10.0',
    '12',
    '1,840',
    '1.84M',
  ]);
});

test('a share is none or all only where it is', () => {
  expect([null, 0, 1e-6, 0.123, 0.9999, 1].map(shareText)).toEqual([
    '–',
    '0.0 %',
    '<0.1 %',
    '12.3 %',
    '>99.9 %',
    '100.0 %',
  ]);
});

test('an estimate has as many digits as its uncertainty is worth', () => {
  expect(sampledText({ share: 0.1234, error: 0.031 })).toBe('12.3 ± 3.1 %');
  expect(sampledText({ share: 0.1234, error: 0.004 })).toBe('12.3 ± 0.4 %');
  expect(sampledText({ share: 0.1, error: 0 })).toBe('10.0 ± 0.0 %');
  expect(sampledText({ share: 0.1234, error: 0.000_04 })).toBe('12.340 ± 0.004 %');
  expect(sampledText({ share: 0.00012, error: 0.0001 })).toBe('0.01 ± 0.01 %');
});

test('spans of time and ports', () => {
  expect([0.41, 12.4, 1840].map(durationText)).toEqual(['0.4 ms', '12 ms', '1.84 s']);
  expect(portText(0x3f8)).toBe('3F8h');
});
