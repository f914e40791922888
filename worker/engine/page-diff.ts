import { PAGE_BYTES } from '#protocol/frozen-machine';

/**
 * Compares pages from address `from` up to `end` with those from address `to` on, 16 bytes at a time; makes each that
 * differs there what it is here, and writes its number, counted from `from`, as 32 bits from address `numbers` on.
 * Returns how many differed. All addresses are multiples of 16.
 */
export type PageDiff = (from: number, to: number, end: number, numbers: number) => number;

const I32 = 0x7f;
const VOID = 0x40;

const block = [0x02, VOID];
const loop = [0x03, VOID];
const end = [0x0b];
const br = (depth: number) => [0x0c, depth];
const brIf = (depth: number) => [0x0d, depth];
const get = (local: number) => [0x20, local];
const set = (local: number) => [0x21, local];
const constant = (value: number) => [0x41, ...signedLeb(value)];
const add = [0x6a];
const subtract = [0x6b];
const below = [0x49];
const store = [0x36, 2, 0];
const vectorAt = (local: number, offset: number) => [...get(local), 0xfd, 0x00, 4, offset];
const xor = [0xfd, 0x51];
const or = [0xfd, 0x50];
const anyTrue = [0xfd, 0x53];
const copyMemory = [0xfc, 0x0a, 0, 0];

const FROM = 0;
const TO = 1;
const END = 2;
const NUMBERS = 3;
const PAGE_END = 4;
const PAGE = 5;
const FOUND = 6;

const advance = (local: number, by: number) => [
  ...get(local),
  ...constant(by),
  ...add,
  ...set(local),
];
const differenceAt = (offset: number) => [
  ...vectorAt(FROM, offset),
  ...vectorAt(TO, offset),
  ...xor,
];
const remaining = [...get(PAGE_END), ...get(FROM), ...subtract];

/** 64 bytes a turn; leaves the inner loop at the first difference, and then copies the whole page. */
const BODY = [
  ...[1, 3, I32],
  ...loop,
  ...[...get(FROM), ...constant(PAGE_BYTES), ...add, ...set(PAGE_END)],
  ...block,
  ...block,
  ...loop,
  ...[...differenceAt(0), ...differenceAt(16), ...or, ...differenceAt(32), ...or],
  ...[...differenceAt(48), ...or, ...anyTrue, ...brIf(1)],
  ...[...advance(FROM, 64), ...advance(TO, 64)],
  ...[...get(FROM), ...get(PAGE_END), ...below, ...brIf(0)],
  ...[...br(2), ...end],
  ...end,
  ...[...get(NUMBERS), ...get(PAGE), ...store, ...advance(NUMBERS, 4), ...advance(FOUND, 1)],
  ...[...get(TO), ...remaining, ...add, ...set(TO), ...get(PAGE_END), ...set(FROM)],
  ...[...get(TO), ...constant(PAGE_BYTES), ...subtract],
  ...[...get(FROM), ...constant(PAGE_BYTES), ...subtract],
  ...[...constant(PAGE_BYTES), ...copyMemory],
  ...end,
  ...advance(PAGE, 1),
  ...[...get(FROM), ...get(END), ...below, ...brIf(0)],
  ...end,
  ...[...get(FOUND), ...end],
];

const name = (text: string) => [text.length, ...new TextEncoder().encode(text)];
const section = (id: number, content: readonly number[]) => [
  id,
  ...leb(content.length),
  ...content,
];

const MODULE = Uint8Array.from([
  ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  ...section(1, [1, 0x60, 4, I32, I32, I32, I32, 1, I32]),
  ...section(2, [1, ...name('v86'), ...name('memory'), 2, 0, 1]),
  ...section(3, [1, 0]),
  ...section(7, [1, ...name('diff'), 0, 0]),
  ...section(10, [1, ...leb(BODY.length), ...BODY]),
]);

/** A `PageDiff` within a memory: WebAssembly of a few instructions, written here because it must share that memory. */
export function createPageDiff(memory: WebAssembly.Memory): PageDiff {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(MODULE), { v86: { memory } });
  // Safe: the module above exports this one function of that type.
  return exports['diff'] as PageDiff;
}

function leb(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...leb(value >> 7)];
}

function signedLeb(value: number): number[] {
  return value >= -64 && value < 64
    ? [value & 0x7f]
    : [(value & 0x7f) | 0x80, ...signedLeb(value >> 7)];
}
