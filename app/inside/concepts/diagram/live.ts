import type { AccessCount, CpuEvent, MeasuredCounts } from '#protocol/counters';
import { bytesText, pauseText, spanText } from '../../../library/words.ts';

/** A number that this machine has counted, and of what. */
export interface Counted {
  readonly value: number;
  readonly unit: 'count' | 'bytes' | 'ns';
  /** What is counted, so that number and label read as one phrase. */
  readonly label: string;
  /** What the label leaves out, where a box says it already. */
  readonly detail: string;
  /** What exactly is added up, where the label does not say. */
  readonly how: string;
}

/** What the processor traps by itself when a kernel runs in user mode. */
const TRAPPED: readonly CpuEvent[] = [
  'hlt',
  'rdmsr',
  'wrmsr',
  'readControl',
  'writeControl',
  'writeCr3',
  'debugRegister',
  'invlpg',
  'loadSystemTable',
  'cli',
  'sti',
];

/** What leaves a guest under hardware assistance, accesses to devices apart. */
const EXITING: readonly CpuEvent[] = ['hlt', 'cpuid', 'rdmsr', 'wrmsr'];

/** The counts that the pictures are drawn from; each is null while no machine runs. */
export interface Live {
  readonly all: Counted | null;
  readonly user: Counted | null;
  readonly kernel: Counted | null;
  readonly devices: Counted | null;
  readonly virtio: Counted | null;
  readonly interrupts: Counted | null;
  readonly ticks: Counted | null;
  readonly trapped: Counted | null;
  readonly silent: Counted | null;
  readonly exits: Counted | null;
  readonly exitsInKernel: Counted | null;
  readonly systemCalls: Counted | null;
  readonly addressSpaces: Counted | null;
  readonly interruptFlag: Counted | null;
  readonly pageFaults: Counted | null;
  readonly modules: Counted | null;
  readonly moduleBytes: Counted | null;
  readonly idle: Counted | null;
  readonly consoleIn: Counted | null;
  readonly consoleOut: Counted | null;
  readonly diskIn: Counted | null;
  readonly diskOut: Counted | null;
  readonly networkIn: Counted | null;
  readonly networkOut: Counted | null;
}

interface Formula {
  readonly unit: Counted['unit'];
  readonly label: string;
  readonly detail?: string;
  readonly how?: string;
  readonly of: (measured: MeasuredCounts) => number;
}

type Details = Pick<Formula, 'detail' | 'how'>;
const times = (label: string, of: Formula['of'], details: Details = {}): Formula => ({
  unit: 'count',
  label,
  of,
  ...details,
});
const bytes = (label: string, of: Formula['of']): Formula => ({ unit: 'bytes', label, of });

const FORMULAS: Readonly<Record<keyof Live, Formula>> = {
  all: times('instructions', (m) => m.instructions),
  user: times('instructions', (m) => m.userInstructions, {
    detail: ' of programs',
    how: 'executed in ring 3',
  }),
  kernel: times('instructions', (m) => m.instructions - m.userInstructions, {
    detail: ' of the kernel',
    how: 'executed in rings 0 to 2',
  }),
  devices: times('accesses', (m) => deviceAccesses(m), {
    detail: ' to devices',
    how: 'through ports and device memory',
  }),
  virtio: times('accesses', (m) => deviceAccesses(m, 'virtio'), { detail: ' to virtio devices' }),
  interrupts: times('interrupts raised', (m) => sum(m.irqs.map((irq) => irq.raised))),
  ticks: times('timer ticks', (m) => m.timerTicks),
  trapped: times('instructions that trap', (m) => eventSum(m, TRAPPED) + portAccesses(m), {
    how: 'HLT, CLI, STI, INVLPG, port I/O, MSRs, control and debug registers, LGDT and its kin',
  }),
  silent: times('reads of system tables', (m) => m.events.readSystemTable, {
    how: 'SGDT, SIDT, SLDT and STR; PUSHF, POPF and SMSW are not counted',
  }),
  exits: times('exits from the guest', (m) => eventSum(m, EXITING) + deviceAccesses(m), {
    how: 'accesses to devices, HLT, CPUID, MSRs; interrupts of the host left out',
  }),
  exitsInKernel: times('exits for the processor', (m) => eventSum(m, EXITING), {
    how: 'HLT, CPUID, MSRs',
  }),
  systemCalls: times('system calls', (m) => m.events.sysenter + softwareCalls(m), {
    how: 'SYSENTER and INT 80h',
  }),
  addressSpaces: times('changes of address space', (m) => m.events.writeCr3, {
    how: 'writes to CR3',
  }),
  interruptFlag: times('changes of the interrupt flag', (m) => m.events.cli + m.events.sti, {
    how: 'CLI and STI; POPF is not counted',
  }),
  pageFaults: times('page faults', (m) => m.events.pageFault),
  modules: times('modules translated', (m) => m.jitModules),
  moduleBytes: bytes('of translated code', (m) => m.jitBytes),
  idle: { unit: 'ns', label: 'idle', of: (m) => m.idleNs },
  consoleIn: bytes('typed', (m) => m.consoleBytes.in),
  consoleOut: bytes('shown', (m) => m.consoleBytes.out),
  diskIn: bytes('read from disk', (m) => m.diskBytes.in),
  diskOut: bytes('written to disk', (m) => m.diskBytes.out),
  networkIn: bytes('received', (m) => m.networkBytes.in),
  networkOut: bytes('sent', (m) => m.networkBytes.out),
};

/** The counts of the machine beside the page, or none. */
export function live(measured: MeasuredCounts | null): Live {
  const count = (name: keyof Live): Counted | null => {
    const { unit, label, detail = '', how = '', of } = FORMULAS[name];
    return measured === null ? null : { unit, label, detail, how, value: of(measured) };
  };
  const names = Object.keys(FORMULAS) as (keyof Live)[]; // The keys of a Record over them.
  return Object.fromEntries(names.map((name) => [name, count(name)])) as unknown as Live; // One for each key.
}

const COMPACT = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 });
const EXACT = new Intl.NumberFormat('en');

/** `950`, `1.84M`, `12 KB`, `34 s`: short enough for a box. */
export function amountText({ value, unit }: Counted): string {
  if (unit === 'bytes') return bytesText(value);
  if (unit === 'count') return COMPACT.format(value);
  return value < 2e9 ? pauseText(value / 1e6) : spanText(value / 1e6);
}

/** `measured: 140 accesses to devices (through ports and device memory)`. */
export function exactText({ value, unit, label, detail, how }: Counted): string {
  const units = { count: '', bytes: ' bytes', ns: ' ns' } as const;
  const added = how === '' ? '' : ` (${how})`;
  return `measured: ${EXACT.format(value)}${units[unit]} ${label}${detail}${added}`;
}

function deviceAccesses(measured: MeasuredCounts, named = ''): number {
  const mmio = measured.mmio.filter(({ device }) => device.startsWith(named));
  return portAccesses(measured, named) + sum(mmio.map(({ reads, writes }) => reads + writes));
}

function portAccesses({ ports }: MeasuredCounts, named = ''): number {
  const matching = ports.filter(({ device }) => device.startsWith(named));
  return sum(matching.map(({ reads, writes }) => widths(reads) + widths(writes)));
}

function softwareCalls({ events }: MeasuredCounts): number {
  return events.int80;
}

const eventSum = ({ events }: MeasuredCounts, names: readonly CpuEvent[]) =>
  sum(names.map((name) => events[name]));

const widths = ({ bits8, bits16, bits32 }: AccessCount) => bits8 + bits16 + bits32;

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
