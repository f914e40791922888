import { expect, test } from 'vitest';
import { CPU_EVENTS, type CpuEvent, type MeasuredCounts } from '#protocol/counters';
import { countsSince, widths } from '#protocol/counts-since';
import type { Assembler } from '../node/test-guest/assembler.ts';
import { ROM, SELECTOR, store } from '../node/test-guest/protected-mode.ts';
import { createTestGuest, runToHalt } from '../node/test-guest/run-guest.ts';
import {
  ABSENT,
  DATA,
  HANDLER,
  inUserMode,
  LATE,
  LATE_ENTRY,
  refused,
  systemGuest,
} from '../node/test-guest/system-guest.ts';

/** What a pass through a guest's loop executes beside the body: DEC and JNZ. */
const LOOP_INSTRUCTIONS = 2;

interface Case {
  readonly body: (asm: Assembler) => void;
  /** Of the body, and of its handlers. */
  readonly instructions: number;
  /** Of `instructions`. */
  readonly user?: number;
  /** Instructions behind one that faults, in its basic block: compiled, they are counted a second time. */
  readonly behindFault?: number;
  readonly events: Partial<Record<CpuEvent, number>>;
  /** Pages that are walked for again when v86's table of translations is full. */
  readonly pagesInUse?: number;
}

/** An INVLPG and a walk take a place in that table each time, until it is emptied. */
const TABLE_PLACES = 10_000;

const code =
  (...bytes: readonly number[]) =>
  (asm: Assembler): void =>
    void asm.code(...bytes);

const withData =
  (...opcodes: readonly (readonly number[])[]) =>
  (asm: Assembler): void => {
    for (const opcode of opcodes) asm.code(...opcode).double(DATA);
  };

/** SYSEXIT, what `refused` has, SYSENTER, and what leads there. */
const REFUSED = {
  instructions: 6 + HANDLER.protection,
  user: 3,
  events: { sysexit: 1, sysenter: 1, exception: 1, iret: 1 },
} as const;

const CASES: Readonly<Record<string, Case>> = {
  'SLDT and STR, 32 bits': {
    body: code(0x0f, 0x00, 0xc0, 0x0f, 0x00, 0xc8),
    instructions: 2,
    events: { readSystemTable: 2 },
  },
  'SLDT and STR, 16 bits': {
    body: code(0x66, 0x0f, 0x00, 0xc0, 0x66, 0x0f, 0x00, 0xc8),
    instructions: 2,
    events: { readSystemTable: 2 },
  },
  'SLDT, STR, SGDT and SIDT into memory': {
    body: withData([0x0f, 0x00, 0x05], [0x0f, 0x00, 0x0d], [0x0f, 0x01, 0x05], [0x0f, 0x01, 0x0d]),
    instructions: 4,
    events: { readSystemTable: 4 },
  },
  'SGDT and SIDT, 16 bits': {
    body: withData([0x66, 0x0f, 0x01, 0x05], [0x66, 0x0f, 0x01, 0x0d]),
    instructions: 2,
    events: { readSystemTable: 2 },
  },
  'LGDT and LIDT': {
    body: (asm) => {
      asm.code(0x0f, 0x01, 0x15).address('gdtPointer', 4, ROM);
      asm.code(0x0f, 0x01, 0x1d).address('idtPointer', 4, ROM);
    },
    instructions: 2,
    events: { loadSystemTable: 2 },
  },
  LLDT: {
    body: code(0x31, 0xc0, 0x0f, 0x00, 0xd0), // XOR EAX, EAX; LLDT AX
    instructions: 2,
    events: { loadSystemTable: 1 },
  },
  LTR: {
    body: (asm) => {
      asm.code(0xc6, 0x05).address('taskAccess', 4, ROM).code(0x89); // MOV BYTE [taskAccess], available
      asm.code(0x66, 0xb8).word(SELECTOR.task).code(0x0f, 0x00, 0xd8); // MOV AX, selector; LTR AX
    },
    instructions: 3,
    events: { loadSystemTable: 1 },
  },
  'MOV from CR0, CR2, CR3 and CR4': {
    body: code(0x0f, 0x20, 0xc0, 0x0f, 0x20, 0xd0, 0x0f, 0x20, 0xd8, 0x0f, 0x20, 0xe0),
    instructions: 4,
    events: { readControl: 4 },
  },
  'MOV to CR0, as it was, and CR2': {
    body: code(0x0f, 0x20, 0xc0, 0x0f, 0x22, 0xc0, 0x0f, 0x22, 0xd0),
    instructions: 3,
    events: { readControl: 1, writeControl: 2 },
  },
  'CR0.WP changed': {
    body: code(0x0f, 0x20, 0xc0, 0x35, 0, 0, 1, 0, 0x0f, 0x22, 0xc0),
    instructions: 3,
    // The page of the code is walked for again.
    events: { readControl: 1, writeControl: 1, tlbFlush: 1, pageWalk: 1 },
  },
  'CR4.PGE changed': {
    body: code(0x0f, 0x20, 0xe0, 0x35, 0x80, 0, 0, 0, 0x0f, 0x22, 0xe0),
    instructions: 3,
    events: { readControl: 1, writeControl: 1, tlbFlush: 1, pageWalk: 1 },
  },
  'MOV to CR3': {
    body: code(0x0f, 0x20, 0xd8, 0x0f, 0x22, 0xd8),
    instructions: 2,
    events: { readControl: 1, writeCr3: 1, tlbFlush: 1, pageWalk: 1 },
  },
  CLTS: {
    body: code(0x0f, 0x06, 0x66, 0x0f, 0x06),
    instructions: 2,
    events: { clts: 2 },
  },
  'LMSW, from a register and from memory': {
    body: (asm) => {
      asm.code(0x0f, 0x01, 0xe0, 0x0f, 0x01, 0xf0); // SMSW EAX; LMSW AX
      asm.code(0x0f, 0x01, 0x25).double(DATA).code(0x0f, 0x01, 0x35).double(DATA); // SMSW [data]; LMSW [data]
    },
    instructions: 4,
    events: { lmsw: 2 },
  },
  'LMSW, 16 bits': {
    body: (asm) => {
      asm.code(0x66, 0x0f, 0x01, 0xe0, 0x66, 0x0f, 0x01, 0xf0);
      asm.code(0x66, 0x0f, 0x01, 0x25).double(DATA).code(0x66, 0x0f, 0x01, 0x35).double(DATA);
    },
    instructions: 4,
    events: { lmsw: 2 },
  },
  'MOV from and to DR7': {
    body: code(0x0f, 0x21, 0xf8, 0x0f, 0x23, 0xf8),
    instructions: 2,
    events: { debugRegister: 2 },
  },
  'INVLPG, and a read of the page': {
    body: withData([0x0f, 0x01, 0x3d], [0xa1]),
    instructions: 2,
    events: { invlpg: 1, pageWalk: 1 },
    // Of the code.
    pagesInUse: 1,
  },
  'RDMSR and WRMSR': {
    body: code(0xb9, 0x74, 1, 0, 0, 0x0f, 0x32, 0x0f, 0x30),
    instructions: 3,
    events: { rdmsr: 1, wrmsr: 1 },
  },
  'SYSEXIT and SYSENTER': {
    body: (asm) => inUserMode(asm, []),
    instructions: 4,
    user: 1,
    events: { sysexit: 1, sysenter: 1 },
  },
  'HLT in ring 3': {
    body: (asm) => inUserMode(asm, refused(0xf4)),
    ...REFUSED,
    events: { ...REFUSED.events, hlt: 1 },
  },
  'CLTS in ring 3': {
    body: (asm) => inUserMode(asm, refused(0x0f, 0x06)),
    ...REFUSED,
    events: { ...REFUSED.events, clts: 1 },
  },
  'LMSW in ring 3': {
    body: (asm) => inUserMode(asm, refused(0x0f, 0x01, 0xf0)),
    ...REFUSED,
    events: { ...REFUSED.events, lmsw: 1 },
  },
  'LMSW from memory in ring 3': {
    body: (asm) => inUserMode(asm, refused(0x0f, 0x01, 0x34, 0x24)), // LMSW [ESP]
    ...REFUSED,
    events: { ...REFUSED.events, lmsw: 1 },
  },
  'INT 40h': {
    body: code(0xcd, 0x40),
    instructions: 1 + HANDLER.return,
    events: { softwareInterrupt: 1, iret: 1 },
  },
  'INT 80h': {
    body: code(0xcd, 0x80),
    instructions: 1 + HANDLER.return,
    events: { softwareInterrupt: 1, int80: 1, iret: 1 },
  },
  INT3: {
    body: code(0xcc),
    instructions: 1 + HANDLER.return,
    events: { softwareInterrupt: 1, iret: 1 },
  },
  UD2: {
    body: code(0x0f, 0x0b),
    instructions: 1 + HANDLER.invalidOpcode,
    events: { exception: 1, iret: 1 },
  },
  'a page fault that is passed over': {
    body: (asm) => void asm.code(0xa1).double(ABSENT).code(0x46), // MOV EAX, [absent]; INC ESI
    instructions: 2 + HANDLER.absent,
    events: { exception: 1, pageFault: 1, iret: 1, pageWalk: 1, readControl: 1 },
  },
  'a page fault, after which the instruction is tried again': {
    body: (asm) => {
      store(asm, LATE_ENTRY, 0);
      asm.code(0x0f, 0x01, 0x3d).double(LATE); // INVLPG [late]
      asm.code(0xa1).double(LATE).code(0x46, 0x46, 0x46); // MOV EAX, [late]; INC ESI, three times
    },
    // The MOV is counted twice.
    instructions: 7 + HANDLER.late,
    behindFault: 3 + LOOP_INSTRUCTIONS,
    events: { invlpg: 1, exception: 1, pageFault: 1, iret: 1, pageWalk: 2, readControl: 1 },
    // Of code, stack, vectors, and the page table.
    pagesInUse: 4,
  },
  'CLI and STI': {
    body: code(0xfb, 0xfa),
    instructions: 2,
    events: { sti: 1, cli: 1 },
  },
};

async function measured(
  body: (asm: Assembler) => void,
  passes: number,
  compiles: boolean,
): Promise<MeasuredCounts> {
  const engine = await createTestGuest(systemGuest(body, passes));
  engine.jit.setEnabled(compiles);
  runToHalt(engine);
  expect(engine.measured.jitModules > 0).toBe(compiles);
  return engine.measured;
}

/** What so many passes do, which come after as many others: then everything is compiled that will be. */
async function counted({ body }: Case, passes: number, compiles: boolean) {
  const before = await measured(body, passes, compiles);
  const after = await measured(body, 2 * passes, compiles);
  const { instructions, userInstructions, events } = countsSince(after, before);
  return { instructions, userInstructions, events };
}

function expectedOf(expected: Case, passes: number, behindFault: number) {
  const { instructions, user = 0, events, pagesInUse = 0 } = expected;
  const walkedAgain = pagesInUse * Math.floor(passes / TABLE_PLACES);
  const ofEvent = (event: CpuEvent) =>
    passes * (events[event] ?? 0) + (event === 'pageWalk' ? walkedAgain : 0);
  return {
    instructions: passes * (instructions + LOOP_INSTRUCTIONS + behindFault),
    userInstructions: passes * user,
    events: Object.fromEntries(CPU_EVENTS.map((event) => [event, ofEvent(event)])),
  };
}

test.each(Object.entries(CASES))('%s: counted exactly, interpreted', async (_, expected) => {
  const passes = 1000;
  expect(await counted(expected, passes, false)).toEqual(expectedOf(expected, passes, 0));
});

test.each(Object.entries(CASES))('%s: counted exactly, compiled', async (_, expected) => {
  const passes = 200_000;
  const { behindFault = 0 } = expected;
  expect(await counted(expected, passes, true)).toEqual(expectedOf(expected, passes, behindFault));
});

const PIC_PORTS = [0x20, 0x21, 0xa0, 0xa1, 0x4d0, 0x4d1];

const readPics = (asm: Assembler): void => {
  for (const port of PIC_PORTS) asm.code(0x66, 0xba).word(port).code(0xec); // MOV DX, port; IN AL, DX
};

test.each([
  ['interpreted', 1000, false],
  ['compiled', 100_000, true],
])('reads of the interrupt controllers: counted exactly, %s', async (_, passes, compiles) => {
  const { ports } = await measured(readPics, passes, compiles);
  expect(ports.map(({ port, reads, writes }) => [port, widths(reads), widths(writes)])).toEqual(
    PIC_PORTS.map((port) => [port, passes, 0]),
  );
});
