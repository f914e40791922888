import { Assembler } from './assembler.ts';
import { descriptorTables, enterProtectedMode, ROM, SELECTOR, store } from './protected-mode.ts';

const USER_STACK = 0x6800;
const KERNEL_STACK = 0x7000;
const PAGE_DIRECTORY = 0x10000;
const PAGE_TABLE = 0x11000;

/** What the guest's instructions may read and write. */
export const DATA = 0x6000;

/** A page that the page table does not have: reading it by a MOV of five bytes is a page fault, behind which it goes on. */
export const ABSENT = 0x3ff000;

/** Another one, whose fault puts it into the table, so that the read is tried again; and its entry there. */
export const LATE = 0x3fe000;
export const LATE_ENTRY = PAGE_TABLE + (LATE >>> 12) * 4;

/** The processor's model-specific registers for SYSENTER. */
const SYSENTER = { cs: 0x174, esp: 0x175, eip: 0x176 } as const;

/** Handlers, by their vectors, and how many instructions they have. */
const GATES = {
  3: 'return',
  6: 'skipTwo',
  13: 'skip',
  14: 'pageFault',
  64: 'return',
  128: 'return',
} as const;
export const HANDLER = { return: 1, invalidOpcode: 2, protection: 3, absent: 6, late: 6 } as const;

/**
 * A guest in ring 0 of protected mode, with paging, that executes `body` so many times, each time with a DEC and a JNZ, and
 * halts for ever. `body` leaves EDI as it is.
 */
export function systemGuest(body: (asm: Assembler) => void, passes: number): Uint8Array {
  const asm = new Assembler();
  enterProtectedMode(asm);
  enablePaging(asm);
  prepareSysenter(asm);
  asm.code(0xbf).double(passes); // MOV EDI, passes
  asm.label('loop');
  body(asm);
  asm.code(0x4f).short(0x75, 'loop'); // DEC EDI; JNZ
  asm.code(0xfa, 0xf4); // CLI; HLT
  asm.label('skipTwo').code(0x83, 0x04, 0x24, 2); // ADD DWORD [ESP], 2
  asm.label('return').code(0xcf); // IRETD
  asm.label('skip').code(0x83, 0xc4, 4, 0x01, 0x34, 0x24, 0xcf); // ADD ESP, 4; ADD [ESP], ESI; IRETD
  pageFaultHandler(asm);
  // A page of their own: they are written to, and compiled code is not.
  asm.upTo(0x1000);
  descriptorTables(asm, GATES);
  return asm.assemble();
}

/** An instruction that is refused in ring 3, in `inUserMode`: it is passed over, ESI bytes. Two instructions. */
export function refused(...code: readonly number[]): readonly number[] {
  return [0xbe, code.length, 0, 0, 0, ...code]; // MOV ESI, length
}

/** SYSEXIT into ring 3, the instructions given, and SYSENTER, in a body: four instructions, and those. */
export function inUserMode(asm: Assembler, code: readonly number[]): void {
  asm.code(0xb9).double(USER_STACK); // MOV ECX, stack
  asm.code(0xba).address('user', 4, ROM); // MOV EDX, user
  asm.code(0x0f, 0x35); // SYSEXIT
  asm.label('user').code(...code, 0x0f, 0x34); // SYSENTER
  asm.label('entered');
}

function pageFaultHandler(asm: Assembler): void {
  asm.label('pageFault').code(0x83, 0xc4, 4, 0x0f, 0x20, 0xd0); // ADD ESP, 4; MOV EAX, CR2
  asm.code(0x3d).double(LATE).short(0x74, 'late'); // CMP EAX, LATE; JE
  asm.code(0x83, 0x04, 0x24, 5, 0xcf); // ADD DWORD [ESP], 5; IRETD
  asm.label('late');
  store(asm, LATE_ENTRY, LATE | 7);
  asm.code(0xcf); // IRETD
}

/** All of memory where it is, for ring 3 as well, but for one page. */
function enablePaging(asm: Assembler): void {
  asm.code(0xbf).double(PAGE_TABLE).code(0xb8).double(7).code(0xb9).double(1024); // MOV EDI; MOV EAX; MOV ECX
  asm.label('page').code(0xab, 0x05).double(0x1000).code(0x49); // STOSD; ADD EAX, 1000h; DEC ECX
  asm.short(0x75, 'page'); // JNZ
  store(asm, PAGE_TABLE + (ABSENT >>> 12) * 4, 0);
  store(asm, LATE_ENTRY, 0);
  store(asm, PAGE_DIRECTORY, PAGE_TABLE | 7);
  asm.code(0xb8).double(PAGE_DIRECTORY).code(0x0f, 0x22, 0xd8); // MOV EAX, directory; MOV CR3, EAX
  asm.code(0x0f, 0x20, 0xc0, 0x0d).double(0x8000_0000).code(0x0f, 0x22, 0xc0); // MOV EAX, CR0; OR EAX, PG; MOV CR0, EAX
}

/** In a body without ring 3 `entered` is the loop itself. */
function prepareSysenter(asm: Assembler): void {
  asm.code(0x31, 0xd2); // XOR EDX, EDX
  for (const [register, value] of [
    [SYSENTER.cs, SELECTOR.kernelCode],
    [SYSENTER.esp, KERNEL_STACK],
  ] as const) {
    asm.code(0xb9).double(register).code(0xb8).double(value).code(0x0f, 0x30); // MOV ECX; MOV EAX; WRMSR
  }
  asm.label('entered');
  asm.code(0xb9).double(SYSENTER.eip).code(0xb8).address('entered', 4, ROM).code(0x0f, 0x30);
}
