import { CELLS, type Counted, cellOf, RING_SHIFT, TRACED, WINDOW_BIT } from './counting-cells.ts';
import { threeByteLeb128 } from './slice-length.ts';
import { CPU_STATE } from './v86-parts.ts';
import {
  constant,
  load,
  loadAt,
  loadByte,
  local,
  NO_RESULT,
  OP,
  store,
  storeAt,
  when,
} from './wasm-code.ts';
import { type CodeEdit, joined, leb128 } from './wasm-edit.ts';
import { both, type Code, replacing } from './wasm-replace.ts';
import { noteDirtyPages, noteTranslationsForWriting } from './written-wasm.ts';

/** Loads `mem8` of v86's Rust, the address of guest RAM; the linker pads what it has put in. */
const LOAD_RAM_ADDRESS = [0x41, 0, 0x28, 2, 0xe4, 0xba, 0x85, 0x84, 0] as const;

/** Loads `JIT_DISABLED` of v86's Rust. */
const LOAD_COMPILER_OFF = [0x41, 0, 0x2d, 0, 0x99, 0x80, 0x83, 0x80, 0] as const;

/** Calls of functions by their numbers, which the linker pads. */
const CALL = {
  clearTlb: [0x10, 0xe6, 0x90, 0x80, 0x80, 0],
  fullClearTlb: [0x10, 0xe7, 0x90, 0x80, 0x80, 0],
  triggerUd: [0x10, 0x87, 0x90, 0x80, 0x80, 0],
} as const;

/** The `INTERPRETER_ITERATION_LIMIT` of `cpu.rs`, as it is compared with. */
const LOOP_LIMIT = 100_001;

/**
 * The interpreter leaves a loop within one page after so many instructions, and compiled code any loop: so soon a slice
 * ends that is told to, and a window begins.
 */
export const SHORT_LOOP = 1009;

/** The same in a window, which ends so soon after its last instruction. */
const WINDOW_LOOP = 16;

const countAt = (offset: number): Code => store(offset, [...load(offset), ...constant(1), OP.add]);
const count = (counted: Counted): Code => countAt(cellOf(counted));

/** Counts a word of an array by an index that is on the stack's top in `index`, which must do nothing else. */
const countWord = (array: number, index: Code): Code => {
  const address: Code = [...index, ...constant(2), OP.shiftLeft];
  return [...address, ...address, ...loadAt(array), ...constant(1), OP.add, ...storeAt(array)];
};

const CR3 = 3;

const controlRegister: Code = [
  ...local(1),
  ...constant(CR3),
  OP.equal,
  ...when(count('writeCr3'), count('writeControl')),
];

const counting = (found: Code, counted: Counted) => ({ found, by: [...count(counted), ...found] });

/**
 * Where the guest has translations dropped: not at the beginning of `clear_tlb`, which v86 calls, too, when its own table of
 * them is full, nor of `full_clear_tlb`, of which the build has put a copy into `set_cr0`.
 */
const FLUSHES = {
  instr_0F22: replacing([
    counting(CALL.clearTlb, 'tlbFlush'),
    counting(CALL.fullClearTlb, 'tlbFlush'),
  ]),
  do_task_switch: replacing([counting(CALL.clearTlb, 'tlbFlush')]),
  set_cr0: replacing([
    counting([...constant(0), ...constant(-1), ...storeAt(CPU_STATE.lastVirtEip)], 'tlbFlush'),
  ]),
} as const;

/** `call_interrupt_vector(vector, is_software_int, ...)`. */
const interruptVector: Code = [
  ...local(1),
  ...when(
    [
      ...count('softwareInterrupt'),
      ...local(0),
      ...constant(0x80),
      OP.equal,
      ...when(count('int80')),
    ],
    [
      ...loadByte(CPU_STATE.protectedMode),
      ...when(
        countWord(CELLS.vectors, [...local(0), ...constant(0xff), OP.and]),
        count('realModeInterrupt'),
      ),
    ],
  ),
];

/** Ports 20h, 21h, A0h and A1h are words 0 to 3 (bit 7 and bit 0), 4D0h and 4D1h words 4 and 5. */
const picPort = (array: number): Code => {
  const bit0: Code = [...local(0), ...constant(1), OP.and];
  const bit7: Code = [...local(0), ...constant(0x80), OP.and, ...constant(6), OP.shiftRight];
  return [
    ...local(0),
    ...constant(0xff7e),
    OP.and,
    ...constant(0x20),
    OP.equal,
    ...when(countWord(array, [...bit0, ...bit7, OP.or])),
    ...local(0),
    ...constant(0xfffe),
    OP.and,
    ...constant(0x4d0),
    OP.equal,
    ...when(countWord(array, [...bit0, ...constant(4), OP.or])),
  ];
};

/** Before each block or compiled module: what ran since the ring was entered belongs to it, once another one is. */
const ring: Code = [
  ...loadByte(CPU_STATE.cpl),
  ...load(CELLS.ring),
  OP.unequal,
  ...when([
    ...load(CELLS.ring),
    ...constant(3),
    OP.equal,
    ...when(
      store(cellOf('user'), [
        ...load(cellOf('user')),
        ...load(CPU_STATE.instructionCounter),
        ...load(CELLS.ringSince),
        OP.subtract,
        OP.add,
      ]),
    ),
    ...store(CELLS.ringSince, load(CPU_STATE.instructionCounter)),
    ...store(CELLS.ring, loadByte(CPU_STATE.cpl)),
  ]),
];

/**
 * Before each block or compiled module: from some value of v86's instruction counter on, until so many instructions were
 * traced, compiled code is passed over (no module has the bit in its state flags), and the compiler hears of nothing.
 */
const mode: Code = store(CELLS.mode, [
  ...load(CPU_STATE.instructionCounter),
  ...load(CELLS.windowFrom),
  OP.subtract,
  ...constant(0),
  OP.greaterOrEqual,
  ...load(CELLS.traced),
  ...load(CELLS.windowLength),
  OP.lessUnsigned,
  OP.and,
  ...constant(WINDOW_BIT),
  OP.shiftLeft,
]);

/**
 * Before each interpreted instruction, its physical address in local 3: the first of a window are passed over, the next ones
 * kept, with the ring above the address. With the window the slice ends, so that memory is still what was executed.
 */
const keptIndex: Code = [...load(CELLS.traced), ...load(CELLS.windowLead), OP.subtract];
const trace: Code = [
  ...load(CELLS.mode),
  ...when([
    ...keptIndex,
    ...constant(TRACED),
    OP.lessUnsigned,
    ...when([
      ...keptIndex,
      ...constant(2),
      OP.shiftLeft,
      ...local(3),
      ...loadByte(CPU_STATE.cpl),
      ...constant(RING_SHIFT),
      OP.shiftLeft,
      OP.or,
      ...storeAt(CELLS.trace),
    ]),
    ...countAt(CELLS.traced),
    ...load(CELLS.traced),
    ...load(CELLS.windowLength),
    OP.equal,
    ...when(store(CELLS.sliceLength, constant(0))),
  ]),
];

/** `> 1.0`, by which v86 leaves its outer loop: it was in there for more than a millisecond. */
const LONGER_THAN_MILLISECOND = [OP.const64, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f, OP.greater64] as const;

/** The edits of `main_loop`, into which v86's build draws the loop over blocks and the interpreter's over instructions. */
const mainLoop = (): CodeEdit => {
  const stateFlags = [...loadByte(CPU_STATE.stateFlags), OP.localSet, 6];
  const orMode = [...load(CELLS.mode), OP.or];
  const lowByte = [...local(6), ...constant(0xff), OP.and];
  const fetch = [...LOAD_RAM_ADDRESS, ...local(3), OP.add, OP.load8, 0, 0];
  return replacing([
    { found: stateFlags, by: [...ring, ...mode, ...stateFlags] },
    // Compared with the flags of the module at the guest's address, before and after the address is translated.
    { found: lowByte, by: [...lowByte, ...orMode], times: 2 },
    { found: [OP.const, ...threeByteLeb128(SHORT_LOOP)], by: load(CELLS.sliceLength) },
    {
      found: constant(LOOP_LIMIT),
      by: [...constant(WINDOW_LOOP), ...constant(SHORT_LOOP), ...load(CELLS.mode), OP.select],
    },
    { found: fetch, by: [...trace, ...fetch] },
    // A slice that began halted is done, too, when it was told to end, or is one of those that end however they began.
    {
      found: LONGER_THAN_MILLISECOND,
      by: [
        ...LONGER_THAN_MILLISECOND,
        ...[...load(CELLS.sliceLength), ...constant(1), OP.and, OP.equalsZero],
        OP.or,
      ],
    },
    {
      found: [...LOAD_COMPILER_OFF, OP.branchIf, 0],
      by: [...LOAD_COMPILER_OFF, ...orMode, OP.branchIf, 0],
    },
  ]);
};

/** SLDT or STR into a register of 32 bits, of which the build has put copies into the interpreter's dispatch. */
const storedSelector = (selector: number, leave: number): Code => [
  ...[OP.block, NO_RESULT, OP.block, NO_RESULT],
  ...[...loadByte(CPU_STATE.protectedMode), ...constant(1), OP.unequal, OP.branchIf, 0],
  ...[...loadByte(CPU_STATE.flags + 2), ...constant(2), OP.and, OP.equalsZero, OP.branchIf, 1],
  ...[OP.end, ...CALL.triggerUd, OP.branch, ...leb128(leave), OP.end],
  ...[...local(0), ...constant(7), OP.and, ...constant(2), OP.shiftLeft],
  ...[...constant(0), OP.load16, 1, ...leb128(selector)],
];

const TASK_SWITCHED = 8;

/** CLTS, of which the build has put a copy there, too. */
const clearedTaskSwitched: Code = [
  ...[OP.block, NO_RESULT, OP.block, NO_RESULT],
  ...[...loadByte(CPU_STATE.cpl), OP.branchIf, 0],
  ...store(CPU_STATE.cr0, [...load(CPU_STATE.cr0), ...constant(~TASK_SWITCHED), OP.and]),
];

const dispatch = replacing([
  counting(storedSelector(CPU_STATE.ldtSelector, 306), 'readSystemTable'),
  counting(storedSelector(CPU_STATE.taskSelector, 304), 'readSystemTable'),
  counting(clearedTaskSwitched, 'clts'),
]);

/** What is counted where, in a wasm whose slices and loops are `SHORT_LOOP` long; names as `withEditedFunctions` finds them. */
export function countingEdits(): ReadonlyMap<string, CodeEdit> {
  const entered =
    (code: Code): CodeEdit =>
    (body) =>
      joined([Uint8Array.from(code), body]);
  const atEntry = (names: readonly string[], code: Code): [string, CodeEdit][] =>
    names.map((name) => [name, entered(code)]);
  return new Map([
    ...atEntry(['instr_F4'], count('hlt')),
    ...atEntry(['instr_0FA2'], count('cpuid')),
    // The interpreter's, and what compiled code calls.
    ...atEntry(['cpu::instructions_0f::instr_0F31', 'read_tsc'], count('rdtsc')),
    ...atEntry(['instr_0F32'], count('rdmsr')),
    ...atEntry(['instr_0F30'], count('wrmsr')),
    ...atEntry(['instr_0F20'], count('readControl')),
    ['instr_0F22', both(entered(controlRegister), FLUSHES.instr_0F22)],
    ['cpu::cpu::set_cr0', FLUSHES.set_cr0],
    ['cpu::cpu::do_task_switch', FLUSHES.do_task_switch],
    ...atEntry(['instr_0F06'], count('clts')),
    // 32 bits are the same functions.
    ...atEntry(['instr16_0F01_6_reg', 'instr16_0F01_6_mem'], count('lmsw')),
    ...atEntry(['instr_0F21', 'instr_0F23'], count('debugRegister')),
    ...atEntry(['instr32_0F01_7_mem'], count('invlpg')),
    ...atEntry(systemTable(['2', '3']), count('loadSystemTable')),
    ...atEntry(systemTable(['0', '1']), count('readSystemTable')),
    ['gen::interpreter0f::run', dispatch],
    ...atEntry(['cpu::instructions::instr_FA', 'instr_FA_without_fault'], count('cli')),
    ...atEntry(['cpu::instructions::instr_FB', 'instr_FB_without_fault'], count('sti')),
    ...atEntry(['cpu::cpu::iret'], count('iret')),
    ...atEntry(['instr_0F34'], count('sysenter')),
    ...atEntry(['instr_0F35'], count('sysexit')),
    ...atEntry(['cpu::cpu::call_interrupt_vector'], interruptVector),
    ['cpu::cpu::do_page_walk', both(entered(count('pageWalk')), noteTranslationsForWriting)],
    ['jit::jit_dirty_page_ctx', noteDirtyPages],
    ...atEntry(['cpu::cpu::io_port_read8'], picPort(CELLS.picReads)),
    ...atEntry(['cpu::cpu::io_port_write8'], picPort(CELLS.picWrites)),
    ['main_loop', mainLoop()],
  ]);
}

/** LGDT and LIDT or SGDT and SIDT, LLDT and LTR or SLDT and STR, as v86 names their functions; each once. */
function systemTable(registers: readonly string[]): string[] {
  return registers.flatMap((register) => [
    `instr16_0F01_${register}_mem`,
    `instr32_0F01_${register}_mem`,
    `instr16_0F00_${register}_mem`,
    `instr16_0F00_${register}_reg`,
    ...(register < '2' ? [`instr32_0F00_${register}_reg`] : []),
  ]);
}
