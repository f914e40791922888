import { expect, test } from 'vitest';
import { cpuCapText, readCpuCap, readPastMiB } from './amounts.ts';

test.each([
  ['10000', 10_000],
  ['10,000', 10_000],
  ['10 k', 10_000],
  ['2.5M', 2_500_000],
  ['1 g', 1_000_000_000],
  ['', null],
  [' unlimited ', null],
])('a cap of "%s" is read', (text, value) => {
  expect(readCpuCap(text)).toEqual({ value });
});

test.each(['9999', '9 k', '-5M', '0', 'fast', '1e6', '10 q', 'NaN', 'Infinity', '99999999999 G'])(
  'a cap of "%s" is refused, and said why',
  (text) => {
    expect(readCpuCap(text)).toEqual({ refusal: expect.stringContaining(`“${text}”`) });
  },
);

test.each([10_000, 12_345, 50_000, 1_000_000, 2_500_000, 1_000_000_000, null])(
  'a cap of %s is written as it is read',
  (value) => {
    expect(readCpuCap(cpuCapText(value))).toEqual({ value });
  },
);

test.each([
  ['16', 16],
  ['4096', 4096],
  [' 256 ', 256],
])('%s MiB are read', (text, value) => {
  expect(readPastMiB(text)).toEqual({ value });
});

test.each(['15', '4097', '', '64.5', 'much', '-64'])('"%s" MiB are refused', (text) => {
  expect(readPastMiB(text)).toEqual({ refusal: expect.any(String) });
});
