import type { MeasuredCounts } from '#protocol/counters';
import { deviceAccesses } from '#protocol/counts-since';
import { bytesText, pauseText, spanText } from '../../../library/words.ts';
import type { Range } from '../../model/assumptions.ts';
import { leavingOf } from '../../model/leaving.ts';
import { EVENT_CLASSES, type EventClass } from '../../model/worlds.ts';

/** A number of this machine's, counted or modelled, and of what. */
export interface Counted {
  readonly kind: 'measured' | 'modelled';
  /** Both ends are the same where it is exact. */
  readonly value: Range;
  readonly unit: 'count' | 'bytes' | 'ns';
  /** What is counted, so that number and label read as one phrase. */
  readonly label: string;
  /** What the label leaves out, where a box says it already. */
  readonly detail: string;
  /** What exactly is added up, where the label does not say. */
  readonly how: string;
}

/** What calls the monitor of trap and emulate, too, but is no instruction that it carries out. */
const HANDED_ON: readonly EventClass[] = [
  'interruptController',
  'systemCall',
  'softwareInterrupt',
  'exception',
  'pageFault',
  'pageWalk',
  'interrupt',
];

const DEVICES: readonly EventClass[] = ['portIo8', 'portIo16', 'portIo32', 'mmio'];

const ASSUMED = 'as the tab Model assumes at first';

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
  readonly of: (measured: MeasuredCounts) => number | Range;
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
  virtio: times('accesses', (m) => deviceAccesses(ofVirtio(m)), { detail: ' to virtio devices' }),
  interrupts: times('interrupts raised', (m) =>
    m.irqs.reduce((sum, { raised }) => sum + raised, 0),
  ),
  ticks: times('timer ticks', (m) => m.timerTicks),
  trapped: times('traps', (m) => leavingOf(m, 'trapAndEmulate', allBut(HANDED_ON)), {
    detail: ' into the monitor',
    how: `privileged instructions and accesses to devices, ${ASSUMED}`,
  }),
  silent: times('reads of system tables', (m) => m.events.readSystemTable, {
    how: 'SGDT, SIDT, SLDT and STR; PUSHF, POPF and SMSW are not counted',
  }),
  exits: times('exits from the guest', (m) => leavingOf(m, 'hardwareAssisted', EVENT_CLASSES), {
    how: `with VT-x and EPT, ${ASSUMED}, as are interrupts of the host’s own`,
  }),
  exitsInKernel: times(
    'exits for the processor',
    (m) => leavingOf(m, 'hardwareAssisted', allBut(DEVICES)),
    { how: `all but accesses to devices, ${ASSUMED}` },
  ),
  systemCalls: times('system calls', (m) => m.events.sysenter + m.events.int80, {
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
    if (measured === null) return null;
    const value = of(measured);
    const words = { unit, label, detail, how };
    return typeof value === 'number'
      ? { ...words, kind: 'measured', value: { low: value, high: value } }
      : { ...words, kind: 'modelled', value };
  };
  const names = Object.keys(FORMULAS) as (keyof Live)[]; // The keys of a Record over them.
  return Object.fromEntries(names.map((name) => [name, count(name)])) as unknown as Live; // One for each key.
}

const COMPACT = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 });
const EXACT = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** `950`, `1.84M`, `12–1.1K`, `12 KB`, `34 s`: short enough for a box. */
export function amountText({ value, unit }: Counted): string {
  return ends(value, (end) => {
    if (unit === 'bytes') return bytesText(end);
    if (unit === 'count') return COMPACT.format(end);
    return end < 2e9 ? pauseText(end / 1e6) : spanText(end / 1e6);
  }).join('–');
}

/** `measured: 140 accesses to devices (through ports and device memory)`. */
export function exactText({ kind, value, unit, label, detail, how }: Counted): string {
  const units = { count: '', bytes: ' bytes', ns: ' ns' } as const;
  const added = how === '' ? '' : ` (${how})`;
  const amount = ends(value, (end) => EXACT.format(end)).join(' to ');
  return `${kind}: ${amount}${units[unit]} ${label}${detail}${added}`;
}

/** Once where both read the same. */
function ends({ low, high }: Range, text: (end: number) => string): readonly string[] {
  return [...new Set([text(low), text(high)])];
}

function allBut(classes: readonly EventClass[]): readonly EventClass[] {
  return EVENT_CLASSES.filter((eventClass) => !classes.includes(eventClass));
}

function ofVirtio({ ports, mmio, ...rest }: MeasuredCounts): MeasuredCounts {
  const isVirtio = ({ device }: { readonly device: string }) => device.startsWith('virtio');
  return { ...rest, ports: ports.filter(isVirtio), mmio: mmio.filter(isVirtio) };
}
