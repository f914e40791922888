import { expect, test } from 'vitest';
import type { InstructionClass } from '#protocol/counters';
import { decode } from './decoder.ts';

const EXAMPLES: readonly (readonly [string, InstructionClass, readonly number[]])[] = [
  ['mov', 'move', [0x89, 0xd8]],
  ['cmovne', 'move', [0x0f, 0x45, 0xc3]],
  ['push', 'stack', [0x50]],
  ['add', 'arithmetic', [0x01, 0xd8]],
  ['cbw', 'arithmetic', [0x66, 0x98]],
  ['cwde', 'arithmetic', [0x98]],
  ['cwd', 'arithmetic', [0x66, 0x99]],
  ['cdq', 'arithmetic', [0x99]],
  ['bts', 'logic', [0x0f, 0xab, 0xd8]],
  ['test', 'compare', [0x85, 0xc0]],
  ['jne', 'jump', [0x75, 0xfe]],
  ['jmp', 'jump', [0xff, 0xe0]],
  ['call', 'call', [0xff, 0xd0]],
  ['ret', 'call', [0xc3]],
  ['movsd', 'string', [0xf3, 0xa5]],
  ['fadd', 'float', [0xd8, 0xc1]],
  ['paddb', 'vector', [0x0f, 0xfc, 0xc1]],
  ['in', 'io', [0xec]],
  ['outsb', 'io', [0xf3, 0x6e]],
  ['hlt', 'privileged', [0xf4]],
  ['mov', 'privileged', [0x0f, 0x22, 0xd8]],
  ['pushfd', 'sensitive', [0x9c]],
  ['pushf', 'sensitive', [0x66, 0x9c]],
  ['int', 'systemCall', [0xcd, 0x80]],
  ['iretd', 'systemCall', [0xcf]],
  ['cpuid', 'other', [0x0f, 0xa2]],
  ['(bad)', 'notDecoded', [0x0f, 0xff]],
];

test.each(EXAMPLES)('%s is of the class %s', (mnemonic, kind, bytes) => {
  expect(decode(Uint8Array.from(bytes), 32)).toEqual({
    class: kind,
    mnemonic,
    length: bytes.length,
  });
});

test('the same bytes are other instructions in a segment of 16 bits', () => {
  expect(decode(Uint8Array.of(0x98), 16)).toMatchObject({ class: 'arithmetic', mnemonic: 'cbw' });
});

test('what follows an instruction is no part of it', () => {
  expect(decode(Uint8Array.of(0x01, 0xd8, 0x90, 0x90), 32).length).toBe(2);
});

test('bytes that end within an instruction are not decoded', () => {
  expect(decode(Uint8Array.of(0x0f), 32).class).toBe('notDecoded');
});
