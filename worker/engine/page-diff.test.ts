import { expect, test } from 'vitest';
import { PAGE_BYTES } from '#protocol/frozen-machine';
import { createPageDiff } from './page-diff.ts';

const PAGES = 64;
const TO = PAGES * PAGE_BYTES;
const NUMBERS = 2 * TO;

function memoryOf() {
  const memory = new WebAssembly.Memory({ initial: 3 * ((PAGES * PAGE_BYTES) / 65_536) });
  return { memory, bytes: new Uint8Array(memory.buffer), diff: createPageDiff(memory) };
}

const numbersIn = (memory: WebAssembly.Memory, count: number) =>
  Array.from(new Uint32Array(memory.buffer, NUMBERS, count));

test('equal pages are not named', () => {
  const { bytes, diff } = memoryOf();
  bytes.fill(7, 0, 2 * TO);
  expect(diff(0, TO, TO, NUMBERS)).toBe(0);
});

test.each([0, 1, 15, 16, 63, 64, 2048, 4095])(
  'a page that differs in byte %d alone is named and made equal, its neighbours are not touched',
  (offset) => {
    const { memory, bytes, diff } = memoryOf();
    for (const page of [0, 1, 31, 63]) bytes[page * PAGE_BYTES + offset] = 1;
    expect(diff(0, TO, TO, NUMBERS)).toBe(4);
    expect(numbersIn(memory, 4)).toEqual([0, 1, 31, 63]);
    expect(Buffer.compare(bytes.slice(TO, 2 * TO), bytes.slice(0, TO))).toBe(0);
    expect(diff(0, TO, TO, NUMBERS)).toBe(0);
  },
);

test('every page may differ, and pages that became zero do', () => {
  const { memory, bytes, diff } = memoryOf();
  bytes.fill(255, TO, 2 * TO);
  expect(diff(0, TO, TO, NUMBERS)).toBe(PAGES);
  expect(numbersIn(memory, PAGES)).toEqual(Array.from({ length: PAGES }, (_, page) => page));
  expect(bytes.subarray(TO, 2 * TO).every((byte) => byte === 0)).toBe(true);
});

test('nothing before the beginning and after the end is compared', () => {
  const { memory, bytes, diff } = memoryOf();
  bytes.fill(1, 0, TO);
  expect(diff(4 * PAGE_BYTES, TO + 4 * PAGE_BYTES, 6 * PAGE_BYTES, NUMBERS)).toBe(2);
  expect(numbersIn(memory, 2)).toEqual([0, 1]);
  expect(bytes[TO + 4 * PAGE_BYTES - 1]).toBe(0);
  expect(bytes[TO + 6 * PAGE_BYTES]).toBe(0);
});
