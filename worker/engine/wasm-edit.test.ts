import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { NODE_FILES } from '../node/node-machine.ts';
import { countingEdits, SHORT_LOOP } from './counted-wasm.ts';
import { CELLS, CELLS_END, cellOf, FIRST_CELL } from './counting-cells.ts';
import { withSliceLength } from './slice-length.ts';
import { type CodeEdit, withEditedFunctions } from './wasm-edit.ts';

/** `(module (func (export "one") (result i32) i32.const 1) (func (export "two") (result i32) i32.const 2))` */
const MODULE = Uint8Array.from([
  ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
  ...[0x01, 0x05, 0x01, 0x60, 0x00, 0x01, 0x7f],
  ...[0x03, 0x03, 0x02, 0x00, 0x00],
  ...[0x07, 0x0d, 0x02, 0x03, 0x6f, 0x6e, 0x65, 0x00, 0x00, 0x03, 0x74, 0x77, 0x6f, 0x00, 0x01],
  ...[0x0a, 0x0b, 0x02, 0x04, 0x00, 0x41, 0x01, 0x0b, 0x04, 0x00, 0x41, 0x02, 0x0b],
]);

/** Adds so much to what a function returns: before its `end`, `i32.const n; i32.add`. */
const adding =
  (value: number): CodeEdit =>
  (code) =>
    Uint8Array.from([...code.subarray(0, -1), 0x41, value, 0x6a, 0x0b]);

async function returned(wasm: Uint8Array<ArrayBuffer>): Promise<unknown[]> {
  const { instance } = await WebAssembly.instantiate(wasm);
  // Safe: both are functions without parameters.
  return ['one', 'two'].map((name) => (instance.exports[name] as () => unknown)());
}

function edited(edits: readonly (readonly [string, CodeEdit])[]): Uint8Array<ArrayBuffer> {
  const wasm = withEditedFunctions(MODULE, new Map(edits));
  if (!('buffer' in wasm)) throw new Error(`These are missing: ${wasm.join(', ')}`);
  return wasm;
}

test('the functions that are named are changed, and no others', async () => {
  expect(await returned(edited([]))).toEqual([1, 2]);
  expect(await returned(edited([['two', adding(5)]]))).toEqual([1, 7]);
  expect(
    await returned(
      edited([
        ['one', adding(1)],
        ['two', adding(2)],
      ]),
    ),
  ).toEqual([2, 4]);
});

test('functions that are not there, and edits that do not fit, are named', () => {
  const three = new Map([['three', adding(1)]]);
  expect(withEditedFunctions(MODULE, three)).toEqual(['three']);
  const misfit = new Map<string, CodeEdit>([['one', () => null]]);
  expect(withEditedFunctions(MODULE, misfit)).toEqual(['one']);
});

test('v86’s wasm takes every edit once, and is still wasm', async () => {
  const wasm = new Uint8Array(await readFile(NODE_FILES.emulator));
  const short = withSliceLength(wasm, SHORT_LOOP);
  if (short === null) throw new Error('The slice length is not there three times.');
  const counting = withEditedFunctions(short, countingEdits());
  if (!('buffer' in counting)) throw new Error(`These are missing: ${counting.join(', ')}`);
  expect(WebAssembly.validate(counting)).toBe(true);
  // What was edited is not found again.
  expect(withEditedFunctions(counting, countingEdits())).toEqual(['main_loop']);
});

/** `last_virt_eip = -1`, the beginning of the loop over all translations within so many bytes of it, and calls of both functions. */
const FORGETS_PAGE = [0x41, 0, 0x41, 0x7f, 0x36, 2, 0xec, 4];
const ALL_TRANSLATIONS = [0x41, 0xc0, 0xc7, 0x7d, 0x21];
const WITHIN = 64;
const CALLS = [0xe6, 0xe7].map((index) => [0x10, index, 0x90, 0x80, 0x80, 0]);

function flushesIn(code: Uint8Array): number {
  const bytes = Buffer.from(code);
  const copies = placesOf(bytes, FORGETS_PAGE).filter((place) =>
    bytes.subarray(place, place + WITHIN).includes(Buffer.from(ALL_TRANSLATIONS)),
  );
  return copies.length + CALLS.flatMap((call) => placesOf(bytes, call)).length;
}

function placesOf(bytes: Buffer, wanted: readonly number[]): number[] {
  const places: number[] = [];
  const found = Buffer.from(wanted);
  for (let at = bytes.indexOf(found); at !== -1; at = bytes.indexOf(found, at + 1)) places.push(at);
  return places;
}

test('v86 flushes its translations in no other functions than those that were looked at', async () => {
  const wasm = new Uint8Array(await readFile(NODE_FILES.emulator));
  const expected = {
    // Counted.
    instr_0F22: 2,
    'cpu::cpu::set_cr0': 1,
    'cpu::cpu::do_task_switch': 1,
    // Its table is full: a call, and a copy.
    'cpu::cpu::do_page_walk': 2,
    // Before the guest runs, and the functions themselves.
    reset_cpu: 1,
    clear_tlb: 1,
    full_clear_tlb: 1,
  };
  const found = new Map<string, number>();
  const looking = (name: string): CodeEdit => {
    return (code) => {
      found.set(name, flushesIn(code));
      return code;
    };
  };
  const edits = Object.keys(expected).map((name) => [name, looking(name)] as const);
  withEditedFunctions(wasm, new Map(edits));
  expect(Object.fromEntries(found)).toEqual(expected);
  expect(flushesIn(wasm)).toBe(Object.values(expected).reduce((sum, count) => sum + count));
});

/** `cr0 &= ~8`, and `set_cr0(... & 15 | cr0 & PE)`. */
const CLEARS_TASK_SWITCHED = [0x41, 0x77, 0x71, 0x36, 2, 0xc4, 4];
const LOADS_STATUS_WORD = [0x41, 0x0f, 0x71, 0x72, 0x41, 0, 0x2d, 0, 0xa0, 6, 0x72, 0x10];

test('v86 executes CLTS and LMSW in no other functions than those that were looked at', async () => {
  const wasm = new Uint8Array(await readFile(NODE_FILES.emulator));
  const expected = {
    instr_0F06: [1, 0],
    'gen::interpreter0f::run': [1, 0],
    instr16_0F01_6_reg: [0, 1],
    instr16_0F01_6_mem: [0, 1],
    // Nothing calls it.
    lmsw: [0, 1],
  };
  const places = (code: Uint8Array) =>
    [CLEARS_TASK_SWITCHED, LOADS_STATUS_WORD].map(
      (wanted) => placesOf(Buffer.from(code), wanted).length,
    );
  const found = new Map<string, number[]>();
  const looking = (name: string): CodeEdit => {
    return (code) => {
      found.set(name, places(code));
      return code;
    };
  };
  withEditedFunctions(wasm, new Map(Object.keys(expected).map((name) => [name, looking(name)])));
  expect(Object.fromEntries(found)).toEqual(expected);
  expect(places(wasm)).toEqual([2, 3]);
});

test('the cells lie where the memory of replays that were kept has them', () => {
  expect({ ...CELLS, hlt: cellOf('hlt'), tlbFlush: cellOf('tlbFlush') }).toEqual({
    hlt: 1280,
    tlbFlush: 1360,
    picReads: 1372,
    picWrites: 1404,
    vectors: 1436,
    sliceLength: 2460,
    windowFrom: 2464,
    windowLength: 2468,
    ring: 2472,
    ringSince: 2476,
    traced: 2480,
    mode: 2484,
    windowLead: 2488,
    trace: 2492,
    writtenMap: 3516,
  });
});

test('the cells lie between v86’s CPU state and its data', () => {
  expect(FIRST_CELL).toBeGreaterThanOrEqual(1280);
  expect(CELLS_END).toBeLessThanOrEqual(4096);
});
