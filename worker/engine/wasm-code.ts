import { leb128 } from './wasm-edit.ts';
import type { Code } from './wasm-replace.ts';

/** Opcodes of the WebAssembly core specification, 5.4. */
export const OP = {
  block: 0x02,
  if: 0x04,
  else: 0x05,
  end: 0x0b,
  branch: 0x0c,
  branchIf: 0x0d,
  select: 0x1b,
  localGet: 0x20,
  localSet: 0x21,
  load: 0x28,
  load8: 0x2d,
  load16: 0x2f,
  store: 0x36,
  store8: 0x3a,
  const: 0x41,
  const64: 0x44,
  equalsZero: 0x45,
  equal: 0x46,
  unequal: 0x47,
  add: 0x6a,
  subtract: 0x6b,
  lessUnsigned: 0x49,
  greaterOrEqual: 0x4e,
  greater64: 0x64,
  and: 0x71,
  or: 0x72,
  shiftLeft: 0x74,
  shiftRight: 0x76,
} as const;

export const NO_RESULT = 0x40;
const WORD_ALIGNED = 2;

export const constant = (value: number): Code => [OP.const, ...signedLeb128(value)];
export const local = (index: number): Code => [OP.localGet, index];
export const loadAt = (offset: number): Code => [OP.load, WORD_ALIGNED, ...leb128(offset)];
export const load = (offset: number): Code => [...constant(0), ...loadAt(offset)];
export const loadByte = (offset: number): Code => [...constant(0), OP.load8, 0, ...leb128(offset)];
export const storeAt = (offset: number): Code => [OP.store, WORD_ALIGNED, ...leb128(offset)];
export const storeByteAt = (offset: number): Code => [OP.store8, 0, ...leb128(offset)];
export const store = (offset: number, value: Code): Code => [
  ...constant(0),
  ...value,
  ...storeAt(offset),
];
export const when = (then: Code, otherwise: Code = []): Code => [
  ...[OP.if, NO_RESULT],
  ...then,
  ...(otherwise.length > 0 ? [OP.else, ...otherwise] : []),
  OP.end,
];

function signedLeb128(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (;;) {
    const byte = rest & 0x7f;
    rest >>= 7;
    const done = (rest === 0 && (byte & 0x40) === 0) || (rest === -1 && (byte & 0x40) !== 0);
    bytes.push(done ? byte : byte | 0x80);
    if (done) return bytes;
  }
}
