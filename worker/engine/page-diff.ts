import { PAGE_BYTES } from '#protocol/frozen-machine';

/**
 * Compares pages of one memory with a copy of them that lies in the same memory, 16 bytes at a time. One byte a page, from
 * address `held` on, tells what the copy is: 1, what lies there; 0, zero, whatever lies there, so that nothing of it is read.
 * Pages are compared from address `from` up to `end` with those from address `copy` on. All addresses are multiples of 16.
 */
export interface PageDiff {
  /**
   * Makes each page of the copy that differs what the original is, and writes its number, counted from `from`, as 32 bits
   * from address `numbers` on. Returns how many differed.
   */
  take(from: number, copy: number, end: number, held: number, numbers: number): number;
  /** The same, but that the copy stays what it is. */
  find(from: number, copy: number, end: number, held: number, numbers: number): number;
  /** Makes each page of the original that differs what the copy is. */
  revert(from: number, copy: number, end: number, held: number): void;
}

/** A turn of the loops: a cache line each of two pages, or two of one. */
const TURN_BYTES = 64;
const ZERO_TURN_BYTES = 128;
const VECTOR_BYTES = 16;

const I32 = 0x7f;
const VOID = 0x40;

const block = [0x02, VOID];
const loop = [0x03, VOID];
const when = [0x04, VOID];
const otherwise = [0x05];
const end = [0x0b];
const br = (depth: number) => [0x0c, depth];
const brIf = (depth: number) => [0x0d, depth];
const get = (local: number) => [0x20, local];
const set = (local: number) => [0x21, local];
const constant = (value: number) => [0x41, ...signedLeb(value)];
const add = [0x6a];
const subtract = [0x6b];
const below = [0x49];
const load8 = [0x2d, 0, 0];
const store8 = [0x3a, 0, 0];
const store = [0x36, 2, 0];
const vectorAt = (local: number, offset: number) => [
  ...get(local),
  ...[0xfd, 0x00, 4, ...leb(offset)],
];
const xor = [0xfd, 0x51];
const or = [0xfd, 0x50];
const anyTrue = [0xfd, 0x53];
const copyMemory = [0xfc, 0x0a, 0, 0];
const fillMemory = [0xfc, 0x0b, 0];

const FROM = 0;
const COPY = 1;
const END = 2;
const HELD = 3;
const NUMBERS = 4;
/** Beyond the parameters of `take` and `find`, which have the most. */
const PAGE_END = 5;
const PAGE = 6;
const FOUND = 7;

const advance = (local: number, by: number) => [
  ...get(local),
  ...constant(by),
  ...add,
  ...set(local),
];

/** Whether any of the bytes that a turn looks at is not zero; `vector` puts the 16 at an offset on the stack. */
function anyIn(bytes: number, vector: (offset: number) => number[]): number[] {
  const found = vector(0);
  for (let at = VECTOR_BYTES; at < bytes; at += VECTOR_BYTES) found.push(...vector(at), ...or);
  return [...found, ...anyTrue];
}

/** To the end of the page, or to the label at `differs` from within the loop. */
function compareLoop(
  bytes: number,
  differs: number,
  vector: (offset: number) => number[],
): number[] {
  return [
    ...loop,
    ...[...anyIn(bytes, vector), ...brIf(differs)],
    ...[...advance(FROM, bytes), ...advance(COPY, bytes)],
    ...[...get(FROM), ...get(PAGE_END), ...below, ...brIf(0)],
    ...end,
  ];
}

const difference = (offset: number) => [
  ...vectorAt(FROM, offset),
  ...vectorAt(COPY, offset),
  ...xor,
];
const isHeld = [...get(HELD), ...load8];
const pageOf = (local: number) => [...get(local), ...constant(PAGE_BYTES), ...subtract];

/** For each page that differs: `mend`, with `FROM` and `COPY` at its ends. */
function forEachDifference(mend: readonly number[]): number[] {
  return [
    ...loop,
    ...[...get(FROM), ...constant(PAGE_BYTES), ...add, ...set(PAGE_END)],
    ...block,
    ...block,
    ...[...isHeld, ...when],
    ...compareLoop(TURN_BYTES, 2, difference),
    ...otherwise,
    ...compareLoop(ZERO_TURN_BYTES, 2, (offset) => vectorAt(FROM, offset)),
    ...end,
    ...[...br(1), ...end],
    ...[...get(COPY), ...get(PAGE_END), ...get(FROM), ...subtract, ...add, ...set(COPY)],
    ...[...get(PAGE_END), ...set(FROM)],
    ...mend,
    ...end,
    ...[...advance(PAGE, 1), ...advance(HELD, 1)],
    ...[...get(FROM), ...get(END), ...below, ...brIf(0)],
    ...end,
  ];
}

const LOCALS = [1, 3, I32];

const note = [
  ...[...get(NUMBERS), ...get(PAGE), ...store],
  ...[...advance(NUMBERS, 4), ...advance(FOUND, 1)],
];

const FIND = [...LOCALS, ...forEachDifference(note), ...[...get(FOUND), ...end]];

const TAKE = [
  ...LOCALS,
  ...forEachDifference([
    ...note,
    ...[...get(HELD), ...constant(1), ...store8],
    ...[...pageOf(COPY), ...pageOf(FROM), ...constant(PAGE_BYTES), ...copyMemory],
  ]),
  ...[...get(FOUND), ...end],
];

const REVERT = [
  // One more: the parameter that the others have.
  ...[1, 4, I32],
  ...forEachDifference([
    ...[...isHeld, ...when],
    ...[...pageOf(FROM), ...pageOf(COPY), ...constant(PAGE_BYTES), ...copyMemory],
    ...otherwise,
    ...[...pageOf(FROM), ...constant(0), ...constant(PAGE_BYTES), ...fillMemory],
    ...end,
  ]),
  ...end,
];

const name = (text: string) => [text.length, ...new TextEncoder().encode(text)];
const section = (id: number, content: readonly number[]) => [
  id,
  ...leb(content.length),
  ...content,
];
const code = (body: readonly number[]) => [...leb(body.length), ...body];

const MODULE = Uint8Array.from([
  ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  ...section(1, [2, 0x60, 5, I32, I32, I32, I32, I32, 1, I32, 0x60, 4, I32, I32, I32, I32, 0]),
  ...section(2, [1, ...name('v86'), ...name('memory'), 2, 0, 0]),
  ...section(3, [3, 0, 1, 0]),
  ...section(7, [3, ...name('take'), 0, 0, ...name('revert'), 0, 1, ...name('find'), 0, 2]),
  ...section(10, [3, ...code(TAKE), ...code(REVERT), ...code(FIND)]),
]);

/** A `PageDiff` within a memory: WebAssembly of a few instructions, written here because it must share that memory. */
export function createPageDiff(memory: WebAssembly.Memory): PageDiff {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(MODULE), { v86: { memory } });
  // Safe: the module above exports these three functions of these types.
  return exports as unknown as PageDiff;
}

function leb(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...leb(value >> 7)];
}

function signedLeb(value: number): number[] {
  return value >= -64 && value < 64
    ? [value & 0x7f]
    : [(value & 0x7f) | 0x80, ...signedLeb(value >> 7)];
}
