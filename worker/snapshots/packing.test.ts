import { deflateSync } from 'fflate';
import { expect, test } from 'vitest';
import { newScratch, pack, unpack } from './packing.ts';

const scratch = newScratch();

test('what was packed is unpacked, whatever it was', () => {
  const noise = Uint8Array.from({ length: 65_536 }, (_, at) => Math.imul(at, 2_654_435_761) >>> 13);
  for (const raw of [new Uint8Array(1), new Uint8Array(262_144), noise, noise.subarray(0, 4096)]) {
    const packed = pack(raw);
    expect(packed.length).toBeLessThanOrEqual(raw.length + 1);
    expect(Buffer.from(raw).equals(unpack(packed, raw.length, scratch) ?? Buffer.of())).toBe(true);
  }
});

test('other sizes than declared, other codecs and broken streams are refused', () => {
  const packed = pack(new Uint8Array(4096).fill(7, 5));
  for (const [stored, bytes] of [
    [packed, 4095],
    [packed, 4097],
    [packed, 262_145],
    [packed.subarray(0, -1), 4096],
    [packed.subarray(0, 1), 4096],
    [new Uint8Array(0), 4096],
    [Uint8Array.of(2, ...packed.subarray(1)), 4096],
    [Uint8Array.of(0, ...packed.subarray(1)), 4096],
    ['text', 4],
    [undefined, 4096],
  ] as const) {
    expect(unpack(stored, bytes, scratch)).toBeNull();
  }
});

test('a bomb is unpacked into no more than its declared size', () => {
  const bomb = deflateSync(new Uint8Array(64 * 2 ** 20));
  const stored = new Uint8Array(bomb.length + 1);
  stored[0] = 1;
  stored.set(bomb, 1);
  expect(unpack(stored, 262_144, scratch)).toBeNull();
});
