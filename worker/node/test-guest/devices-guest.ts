import { Assembler } from './assembler.ts';

/** How often the guest does what; the loops are hot enough to be compiled. */
export const DONE = {
  outs: 100_000,
  ins: 70_000,
  stringOuts: 256,
  mmioWrites: 30_000,
  mmioReads: 20_000,
  mmioReads16: 5000,
  readTsc: 50_000,
  cpuid: 300,
  halts: 20,
  plain: 1_000_000,
} as const;

/** The scratch register of the serial port: reading and writing it does nothing else. */
export const PORT = 0x3ff;

/** Instructions of the timer's handler. */
export const HANDLER_INSTRUCTIONS = 5;

/** Instructions outside of the timer's handler: what is set up, then each loop's body, its DEC and its JNZ. */
export function instructionsOf(guest: DevicesGuest): number {
  return guest.straight + guest.looped;
}

interface DevicesGuest {
  readonly code: Uint8Array;
  readonly straight: number;
  readonly looped: number;
}

/** A guest in real mode that executes known numbers of what a meter counts, then halts for ever. */
export function devicesGuest(): DevicesGuest {
  const asm = new Assembler();
  let straight = 1; // The jump at the reset vector.
  let looped = 0;
  const one = (...bytes: number[]) => {
    asm.code(...bytes);
    straight++;
  };
  const outByte = (port: number, value: number) => {
    one(0xb0, value); // MOV AL, value
    one(0xe6, port); // OUT port, AL
  };
  const loop = (name: string, times: number, body: readonly number[], instructions = 1) => {
    asm.code(0x66, 0xb9).double(times); // MOV ECX, times
    straight++;
    asm.label(name).code(...body, 0x66, 0x49); // body; DEC ECX
    asm.short(0x75, name); // JNZ
    looped += times * (instructions + 2);
  };
  one(0xfa); // CLI
  one(0x31, 0xc0); // XOR AX, AX
  one(0x8e, 0xd8); // MOV DS, AX
  one(0x8e, 0xd0); // MOV SS, AX
  one(0xbc, 0x00, 0x70); // MOV SP, 7000h
  one(0xb8, 0x00, 0xb8); // MOV AX, B800h
  one(0x8e, 0xc0); // MOV ES, AX
  one(0x31, 0xff); // XOR DI, DI
  one(0x31, 0xf6); // XOR SI, SI
  one(0xba, PORT & 0xff, PORT >> 8); // MOV DX, PORT
  loop('out', DONE.outs, [0xee]); // OUT DX, AL
  loop('in', DONE.ins, [0xec]); // IN AL, DX
  asm.code(0xb9).word(DONE.stringOuts); // MOV CX, times
  straight++;
  one(0xf3, 0x6e); // REP OUTSB
  loop('write', DONE.mmioWrites, [0x26, 0x88, 0x05]); // MOV [ES:DI], AL
  loop('read', DONE.mmioReads, [0x26, 0x8a, 0x05]); // MOV AL, [ES:DI]
  loop('read16', DONE.mmioReads16, [0x26, 0x8b, 0x05]); // MOV AX, [ES:DI]
  loop('tsc', DONE.readTsc, [0x0f, 0x31]); // RDTSC
  // CPUID changes ECX: MOV ESI, ECX; CPUID; MOV ECX, ESI
  loop('cpuid', DONE.cpuid, [0x66, 0x89, 0xce, 0x0f, 0xa2, 0x66, 0x89, 0xf1], 3);
  loop('plain', DONE.plain, [0x40]); // INC AX
  // The timer's handler, and its place in the vector table: vector 8.
  asm
    .code(0xc7, 0x06)
    .word(8 * 4)
    .address('handler', 2); // MOV WORD [20h], handler
  straight++;
  asm
    .code(0xc7, 0x06)
    .word(8 * 4 + 2)
    .word(0xf000); // MOV WORD [22h], F000h
  straight++;
  // The interrupt controller: vectors from 8 on, the timer's line alone.
  for (const [port, value] of [
    [0x20, 0x11],
    [0x21, 8],
    [0x21, 4],
    [0x21, 1],
    [0x21, 0xfe],
  ] as const) {
    outByte(port, value);
  }
  // The timer: a tick each millisecond.
  for (const [port, value] of [
    [0x43, 0x34],
    [0x40, 0xa9],
    [0x40, 0x04],
  ] as const) {
    outByte(port, value);
  }
  one(0xfb); // STI
  loop('halt', DONE.halts, [0xf4]); // HLT
  one(0xfa); // CLI
  one(0xf4); // HLT
  asm.label('handler');
  asm.code(0x50, 0xb0, 0x20, 0xe6, 0x20, 0x58, 0xcf); // PUSH AX; MOV AL, 20h; OUT 20h, AL; POP AX; IRET
  return { code: asm.assemble(), straight, looped };
}
