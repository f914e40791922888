import { Assembler } from './assembler.ts';

const SERIAL_PORT = 0x3f8;

/** Instructions of the guest's loops: two slices and a half within and after the first mark, less than one after the second. */
const LOOPED = { long: 250_000, short: 40_000 } as const;

const BEGINNING = '\x1b]133;';
const END = 'B\x07';

/**
 * A guest in real mode that writes the beginning of a shell's mark, loops, writes its end, and loops; then it halts until the
 * timer ticks, whose handler writes a whole mark, loops again, and halts for ever.
 */
export function marksGuest(): Uint8Array {
  const asm = new Assembler();
  asm.code(0xfa); // CLI
  asm.code(0x31, 0xc0, 0x8e, 0xd8, 0x8e, 0xd0); // XOR AX, AX; MOV DS, AX; MOV SS, AX
  asm.code(0xbc, 0x00, 0x70); // MOV SP, 7000h
  write(asm, BEGINNING);
  loop(asm, 'first', LOOPED.long);
  write(asm, END);
  loop(asm, 'second', LOOPED.long);
  asm.code(0xc7, 0x06, 0x20, 0x00).address('handler', 2); // MOV WORD [20h], handler
  asm.code(0xc7, 0x06, 0x22, 0x00, 0x00, 0xf0); // MOV WORD [22h], F000h
  // The interrupt controller: vectors from 8 on, the timer's line alone. The timer: one tick, 55 ms from now.
  for (const [port, value] of [
    [0x20, 0x11],
    [0x21, 8],
    [0x21, 4],
    [0x21, 1],
    [0x21, 0xfe],
    [0x43, 0x34],
    [0x40, 0],
    [0x40, 0],
  ] as const) {
    asm.code(0xb0, value, 0xe6, port); // MOV AL, value; OUT port, AL
  }
  asm.code(0xfb, 0xf4); // STI; HLT
  loop(asm, 'third', LOOPED.short);
  asm.code(0xfa, 0xf4); // CLI; HLT
  asm.label('handler');
  write(asm, BEGINNING + END);
  asm.code(0xb0, 0x20, 0xe6, 0x20, 0xcf); // MOV AL, 20h; OUT 20h, AL; IRET
  return asm.assemble();
}

function write(asm: Assembler, text: string): void {
  asm.code(0xba).word(SERIAL_PORT); // MOV DX, port
  for (const byte of new TextEncoder().encode(text)) asm.code(0xb0, byte, 0xee); // MOV AL, byte; OUT DX, AL
}

function loop(asm: Assembler, name: string, instructions: number): void {
  asm.code(0x66, 0xb9).double(instructions / 2); // MOV ECX, times
  asm.label(name).code(0x66, 0x49).short(0x75, name); // DEC ECX; JNZ
}
