import { expect, test } from 'vitest';
import { crc32 } from './crc32.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

test('the check value of CRC-32', () => {
  expect(crc32(bytes('123456789'))).toBe(0xcbf43926);
  expect(crc32(bytes(''))).toBe(0);
});

test('parts add up to the whole', () => {
  expect(crc32(bytes('6789'), crc32(bytes('12345')))).toBe(0xcbf43926);
});
