import { expect, test } from 'vitest';
import { PAGE_BYTES } from '#protocol/frozen-machine';
import { createPageDiff } from './page-diff.ts';

const PAGES = 64;
const COPY = PAGES * PAGE_BYTES;
const NUMBERS = 2 * COPY;
const HELD = NUMBERS + 4 * PAGES;

function memoryOf() {
  const memory = new WebAssembly.Memory({ initial: 3 * ((PAGES * PAGE_BYTES) / 65_536) });
  const bytes = new Uint8Array(memory.buffer);
  const { take, revert } = createPageDiff(memory);
  return {
    bytes,
    original: bytes.subarray(0, COPY),
    copy: bytes.subarray(COPY, 2 * COPY),
    held: bytes.subarray(HELD, HELD + PAGES),
    /** The numbers of the pages that differed. */
    take: (from = 0, end = COPY) => {
      const held = HELD + from / PAGE_BYTES;
      const count = take(from, COPY + from, end, held, NUMBERS);
      return Array.from(new Uint32Array(memory.buffer, NUMBERS, count));
    },
    revert: (from = 0, end = COPY) => revert(from, COPY + from, end, HELD + from / PAGE_BYTES),
  };
}

const isZero = (bytes: Uint8Array) => bytes.every((byte) => byte === 0);
const pageOf = (bytes: Uint8Array, page: number) =>
  bytes.slice(page * PAGE_BYTES, (page + 1) * PAGE_BYTES);

const OFFSETS = [0, 1, 15, 16, 63, 64, 127, 128, 2048, 4095];

test('equal pages are not named', () => {
  const { original, copy, held, take } = memoryOf();
  original.fill(7);
  copy.fill(7);
  held.fill(1);
  expect(take()).toEqual([]);
});

test.each(OFFSETS)(
  'a page that differs in byte %d alone is named and taken, its neighbours are not touched',
  (offset) => {
    const { original, copy, held, take } = memoryOf();
    held.fill(1, 0, 32);
    for (const page of [0, 1, 31, 32, 63]) original[page * PAGE_BYTES + offset] = 1;
    expect(take()).toEqual([0, 1, 31, 32, 63]);
    expect(Buffer.compare(copy, original)).toBe(0);
    expect([...held.subarray(30)]).toEqual([1, 1, 1, ...Array(30).fill(0), 1]);
    expect(take()).toEqual([]);
  },
);

test.each(OFFSETS)('a page that differs in byte %d alone is what the copy was', (offset) => {
  const { original, copy, held, revert } = memoryOf();
  copy.fill(3);
  held.fill(1, 0, 32);
  original.fill(3, 0, 32 * PAGE_BYTES);
  for (const page of [0, 31, 32, 63]) original[page * PAGE_BYTES + offset] = 1;
  revert();
  expect(original.subarray(0, 32 * PAGE_BYTES).every((byte) => byte === 3)).toBe(true);
  expect(isZero(original.subarray(32 * PAGE_BYTES))).toBe(true);
});

test('of pages that the copy does not hold, nothing is read', () => {
  const { original, copy, take, revert } = memoryOf();
  copy.fill(255);
  expect(take()).toEqual([]);
  revert();
  expect(isZero(original)).toBe(true);
});

test('every page may differ, and pages that became zero do', () => {
  const { copy, held, take } = memoryOf();
  copy.fill(255);
  held.fill(1);
  expect(take()).toEqual(Array.from({ length: PAGES }, (_, page) => page));
  expect(isZero(copy)).toBe(true);
});

test('nothing before the beginning and after the end is compared', () => {
  const { original, copy, take, revert } = memoryOf();
  original.fill(1);
  expect(take(4 * PAGE_BYTES, 6 * PAGE_BYTES)).toEqual([0, 1]);
  expect([3, 4, 5, 6].map((page) => isZero(pageOf(copy, page)))).toEqual([
    true,
    false,
    false,
    true,
  ]);
  original.fill(2);
  revert(4 * PAGE_BYTES, 6 * PAGE_BYTES);
  expect([3, 4, 5, 6].map((page) => pageOf(original, page)[0])).toEqual([2, 1, 1, 2]);
});
