import type { Assembler } from './assembler.ts';

/** Where a guest's code lies. */
export const ROM = 0xf0000;

/** Selectors of the global descriptor table, in the order that SYSENTER and SYSEXIT ask for. */
export const SELECTOR = {
  kernelCode: 0x08,
  kernelData: 0x10,
  userCode: 0x1b,
  userData: 0x23,
  task: 0x28,
} as const;

const KERNEL_STACK = 0x7000;
const TASK_STATE = 0x5000;

/** Instructions of 16 bits from the guest's first on, into ring 0 of protected mode, with its segments and a task state. */
export function enterProtectedMode(asm: Assembler): void {
  asm.code(0xfa); // CLI
  asm.code(0x2e, 0x66, 0x0f, 0x01, 0x16).address('gdtPointer', 2); // LGDT [CS:gdtPointer]
  asm.code(0x2e, 0x66, 0x0f, 0x01, 0x1e).address('idtPointer', 2); // LIDT [CS:idtPointer]
  asm.code(0x0f, 0x20, 0xc0, 0x0c, 0x01, 0x0f, 0x22, 0xc0); // MOV EAX, CR0; OR AL, 1; MOV CR0, EAX
  asm.code(0x66, 0xea).address('protected', 4, ROM).word(SELECTOR.kernelCode); // JMP FAR
  asm.label('protected');
  asm.code(0x66, 0xb8).word(SELECTOR.kernelData); // MOV AX, selector
  asm.code(0x8e, 0xd8, 0x8e, 0xc0, 0x8e, 0xd0); // MOV DS, AX; MOV ES, AX; MOV SS, AX
  asm.code(0xbc).double(KERNEL_STACK); // MOV ESP, stack
  store(asm, TASK_STATE + 4, KERNEL_STACK);
  store(asm, TASK_STATE + 8, SELECTOR.kernelData);
  asm.code(0x66, 0xb8).word(SELECTOR.task).code(0x0f, 0x00, 0xd8); // MOV AX, selector; LTR AX
}

/** MOV DWORD [address], value. */
export function store(asm: Assembler, address: number, value: number): void {
  asm.code(0xc7, 0x05).double(address).double(value);
}

/** The tables that `enterProtectedMode` loads. `gates`: vectors and the labels of their handlers; ring 3 may use all of them. */
export function descriptorTables(asm: Assembler, gates: Readonly<Record<number, string>>): void {
  asm.label('gdt').double(0).double(0);
  for (const access of [0x9a, 0x92, 0xfa, 0xf2]) flatSegment(asm, access);
  // The task state: a limit of 67h at its place, available, 32 bits.
  asm.word(0x67).word(TASK_STATE).code(0).label('taskAccess').code(0x89, 0, 0);
  asm
    .label('gdtPointer')
    .word(6 * 8 - 1)
    .address('gdt', 4, ROM);
  const vectors = Math.max(...Object.keys(gates).map(Number)) + 1;
  asm.label('idt');
  for (let vector = 0; vector < vectors; vector++) {
    const handler = gates[vector];
    if (handler === undefined) asm.double(0).double(0);
    else gate(asm, handler);
  }
  asm
    .label('idtPointer')
    .word(vectors * 8 - 1)
    .address('idt', 4, ROM);
}

/** An interrupt gate. */
function gate(asm: Assembler, handler: string): void {
  asm
    .address(handler, 2)
    .word(SELECTOR.kernelCode)
    .code(0, 0xee)
    .word(ROM >>> 16);
}

/** All 4 GiB, 32 bits. */
function flatSegment(asm: Assembler, access: number): void {
  asm.word(0xffff).word(0).code(0, access, 0xcf, 0);
}
