import type { InstructionClass } from '#protocol/counters';
import { Assembler } from './assembler.ts';

const ROM = 0xf0000;
const KERNEL_STACK = 0x7000;
const USER_STACK = 0x6000;
const DATA = 0x6100;
const TASK_STATE = 0x5000;

/** Selectors of the global descriptor table. */
const KERNEL_CODE = 0x08;
const KERNEL_DATA = 0x10;
const USER_CODE = 0x1b;
const USER_DATA = 0x23;
const TASK = 0x28;

/** Passes through each ring's loop a round. */
const USER_PASSES = 4000;
const KERNEL_PASSES = 2000;

/** Instructions of two passes through ring 3's loop, of which one branches, and of one pass through ring 0's. */
const TWO_USER_PASSES: Partial<Record<InstructionClass, number>> = {
  arithmetic: 6,
  move: 2,
  compare: 2,
  jump: 4,
  stack: 2,
  logic: 3,
};
const KERNEL_PASS: Partial<Record<InstructionClass, number>> = {
  move: 1,
  logic: 1,
  sensitive: 2,
  arithmetic: 1,
  jump: 1,
};

/** Of its instructions in so many rounds, those of ring 3: each round's first, its loop, INT 80h, and the jump back. */
export function userInstructions(rounds: number): number {
  return rounds * (1 + (USER_PASSES / 2) * sum(TWO_USER_PASSES) + 1) + (rounds - 1);
}

/** The share of a class in the two loops, which are all but some instructions. */
export function shareOf(name: InstructionClass): number {
  const [user, kernel] = [USER_PASSES / 2, KERNEL_PASSES];
  const all = user * sum(TWO_USER_PASSES) + kernel * sum(KERNEL_PASS);
  return (user * (TWO_USER_PASSES[name] ?? 0) + kernel * (KERNEL_PASS[name] ?? 0)) / all;
}

/** A guest that goes between ring 3 and ring 0, in each of which it spends known instructions, and halts after some rounds. */
export function ringsGuest(rounds: number): Uint8Array {
  const asm = new Assembler();
  enterProtectedMode(asm);
  prepareRings(asm, rounds);
  asm.label('user').code(0xb9).double(USER_PASSES); // MOV ECX, passes
  asm.label('userLoop');
  asm.code(0x01, 0xd8); // ADD EAX, EBX
  asm.code(0x8b, 0x15).double(DATA); // MOV EDX, [DATA]
  asm.code(0x46); // INC ESI
  asm.code(0xf7, 0xc6).double(1); // TEST ESI, 1
  asm.short(0x74, 'userNext'); // JZ
  asm.code(0x50, 0x5a); // PUSH EAX; POP EDX
  asm.code(0x31, 0xc2, 0x31, 0xc2, 0x31, 0xc2); // XOR EDX, EAX, three times
  asm.label('userNext').code(0x49).short(0x75, 'userLoop'); // DEC ECX; JNZ
  asm.code(0xcd, 0x80).short(0xeb, 'user'); // INT 80h; JMP
  asm.label('kernel').code(0xb9).double(KERNEL_PASSES); // MOV ECX, passes
  asm.label('kernelLoop');
  asm.code(0x8b, 0x15).double(DATA); // MOV EDX, [DATA]
  asm.code(0x09, 0xd0); // OR EAX, EDX
  asm.code(0x9c, 0x9d); // PUSHFD; POPFD
  asm.code(0x49).short(0x75, 'kernelLoop'); // DEC ECX; JNZ
  asm.code(0x4d).short(0x74, 'end'); // DEC EBP; JZ
  asm.code(0xcf); // IRETD
  asm.label('end').code(0xfa, 0xf4); // CLI; HLT
  tables(asm);
  return asm.assemble();
}

function enterProtectedMode(asm: Assembler): void {
  asm.code(0xfa); // CLI
  asm.code(0x2e, 0x0f, 0x01, 0x16).address('gdtPointer', 2); // LGDT [CS:gdtPointer]
  asm.code(0x2e, 0x0f, 0x01, 0x1e).address('idtPointer', 2); // LIDT [CS:idtPointer]
  asm.code(0x0f, 0x20, 0xc0, 0x0c, 0x01, 0x0f, 0x22, 0xc0); // MOV EAX, CR0; OR AL, 1; MOV CR0, EAX
  asm.code(0x66, 0xea).address('protected', 4, ROM).word(KERNEL_CODE); // JMP FAR
  asm.label('protected');
}

/** The task state that leads back into ring 0, and an IRET into ring 3; EBP holds the rounds that are left. */
function prepareRings(asm: Assembler, rounds: number): void {
  asm.code(0x66, 0xb8).word(KERNEL_DATA); // MOV AX, selector
  asm.code(0x8e, 0xd8, 0x8e, 0xc0, 0x8e, 0xd0); // MOV DS, AX; MOV ES, AX; MOV SS, AX
  asm.code(0xbc).double(KERNEL_STACK); // MOV ESP, stack
  asm
    .code(0xc7, 0x05)
    .double(TASK_STATE + 4)
    .double(KERNEL_STACK); // MOV DWORD [ESP0], stack
  asm
    .code(0xc7, 0x05)
    .double(TASK_STATE + 8)
    .double(KERNEL_DATA); // MOV DWORD [SS0], selector
  asm.code(0x66, 0xb8).word(TASK).code(0x0f, 0x00, 0xd8); // MOV AX, selector; LTR AX
  asm.code(0xbd).double(rounds); // MOV EBP, rounds
  asm.code(0x66, 0xb8).word(USER_DATA).code(0x8e, 0xd8); // MOV AX, selector; MOV DS, AX
  for (const value of [USER_DATA, USER_STACK, 2, USER_CODE]) asm.code(0x68).double(value); // PUSH
  asm.code(0x68).address('user', 4, ROM).code(0xcf); // PUSH user; IRETD
}

function tables(asm: Assembler): void {
  asm.label('gdt').double(0).double(0);
  for (const access of [0x9a, 0x92, 0xfa, 0xf2]) flatSegment(asm, access);
  // The task state: a limit of 67h at its place, available, 32 bits.
  asm.word(0x67).word(TASK_STATE).code(0, 0x89, 0, 0);
  asm
    .label('gdtPointer')
    .word(6 * 8 - 1)
    .address('gdt', 4, ROM);
  asm.label('idt');
  for (let vector = 0; vector < 0x80; vector++) asm.double(0).double(0);
  // An interrupt gate that ring 3 may use.
  asm
    .address('kernel', 2)
    .word(KERNEL_CODE)
    .code(0, 0xee)
    .word(ROM >>> 16);
  asm
    .label('idtPointer')
    .word(0x81 * 8 - 1)
    .address('idt', 4, ROM);
}

/** All 4 GiB, 32 bits. */
function flatSegment(asm: Assembler, access: number): void {
  asm.word(0xffff).word(0).code(0, access, 0xcf, 0);
}

function sum(counts: Partial<Record<InstructionClass, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}
