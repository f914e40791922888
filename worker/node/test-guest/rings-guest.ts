import type { InstructionClass } from '#protocol/counters';
import { Assembler } from './assembler.ts';
import { descriptorTables, enterProtectedMode, ROM, SELECTOR } from './protected-mode.ts';

const USER_STACK = 0x6000;
const DATA = 0x6100;

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
  enterUser(asm, rounds);
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
  descriptorTables(asm, { 128: 'kernel' });
  return asm.assemble();
}

/** An IRET into ring 3; EBP holds the rounds that are left. */
function enterUser(asm: Assembler, rounds: number): void {
  asm.code(0xbd).double(rounds); // MOV EBP, rounds
  asm.code(0x66, 0xb8).word(SELECTOR.userData).code(0x8e, 0xd8); // MOV AX, selector; MOV DS, AX
  for (const value of [SELECTOR.userData, USER_STACK, 2, SELECTOR.userCode]) {
    asm.code(0x68).double(value); // PUSH
  }
  asm.code(0x68).address('user', 4, ROM).code(0xcf); // PUSH user; IRETD
}

function sum(counts: Partial<Record<InstructionClass, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}
