import type { AccessCount, MeasuredCounts, SampledCounts } from '#protocol/counters';
import type { Assumed, Range } from './assumptions.ts';
import { EVENT_CLASSES, type EventClass } from './worlds.ts';

/** How often a class of events happened, and how that is known. */
export interface ClassCount {
  readonly count: Range;
  /** `assumed`: nothing counts it, only something that it comes with. `unknown`: there are not enough samples. */
  readonly basis: 'measured' | 'sampled' | 'assumed' | 'unknown';
}

/** Of the two PICs, with their edge and level registers. */
const CONTROLLER_PORTS = [0x20, 0x21, 0xa0, 0xa1, 0x4d0, 0x4d1];
/** Pages of the IOAPIC and the local APIC. */
const CONTROLLER_PAGES = [0xfec0_0000, 0xfee0_0000];

/** The mnemonics that are priced; sizes (`pushfd`) belong to their instruction. */
const SAMPLED_CLASSES = {
  flagsOnStack: ['pushf', 'popf'],
  statusWord: ['smsw'],
} as const satisfies Partial<Record<EventClass, readonly string[]>>;

/** The machine's events by the classes that are priced, each event in one class. */
export function countClasses(
  measured: MeasuredCounts,
  sampled: SampledCounts | null,
  assumed: Assumed,
): Readonly<Record<EventClass, ClassCount>> {
  const exact = exactCounts(measured);
  const { interrupt, pageFault } = measured.events;
  const controller = controllerCounted(measured)
    ? exactly(0)
    : times(interrupt, assumed.controllerAccesses);
  const rest: Readonly<Record<keyof typeof SAMPLED_CLASSES | AssumedClass, ClassCount>> = {
    flagsOnStack: sampledCount(measured, sampled, SAMPLED_CLASSES.flagsOnStack),
    statusWord: sampledCount(measured, sampled, SAMPLED_CLASSES.statusWord),
    interruptController: { count: controller, basis: 'assumed' },
    pageTableWrite: { count: times(pageFault, assumed.pageTableWrites), basis: 'assumed' },
  };
  const classOf = (eventClass: EventClass): ClassCount =>
    isExact(eventClass)
      ? { count: exactly(exact[eventClass]), basis: 'measured' }
      : rest[eventClass];
  // Each class gets its entry.
  return Object.fromEntries(
    EVENT_CLASSES.map((eventClass) => [eventClass, classOf(eventClass)]),
  ) as Record<EventClass, ClassCount>;
}

/** Sampled mnemonics that belong to no class, so that no price contains them. */
export function unpricedMnemonics(sampled: SampledCounts | null): readonly string[] {
  const priced = Object.values(SAMPLED_CLASSES).flat();
  return Object.entries(sampled?.uncounted ?? {})
    .filter(([name, { share }]) => share > 0 && !priced.some((known) => isSized(name, known)))
    .map(([name]) => name);
}

type AssumedClass = 'interruptController' | 'pageTableWrite';
type ExactClass = Exclude<EventClass, keyof typeof SAMPLED_CLASSES | AssumedClass>;

function isExact(eventClass: EventClass): eventClass is ExactClass {
  return !(
    eventClass in SAMPLED_CLASSES ||
    eventClass === 'interruptController' ||
    eventClass === 'pageTableWrite'
  );
}

function exactCounts(measured: MeasuredCounts): Readonly<Record<ExactClass, number>> {
  const { events, instructions } = measured;
  const linuxCalls = events.int80;
  return {
    instruction: instructions,
    ...portCounts(measured),
    mmio: sum(measured.mmio.map(({ reads, writes }) => reads + writes)),
    hlt: events.hlt,
    rdtsc: events.rdtsc,
    cpuid: events.cpuid,
    msr: events.rdmsr + events.wrmsr,
    readControl: events.readControl,
    writeControl: events.writeControl,
    writeCr3: events.writeCr3,
    taskSwitchedFlag: events.clts + events.lmsw,
    debugRegister: events.debugRegister,
    invlpg: events.invlpg,
    tlbFlush: events.tlbFlush,
    loadSystemTable: events.loadSystemTable,
    readSystemTable: events.readSystemTable,
    interruptFlag: events.cli + events.sti,
    systemCall: events.sysenter + linuxCalls,
    systemCallReturn: events.sysexit,
    iret: events.iret,
    softwareInterrupt: rest(events.softwareInterrupt, linuxCalls),
    exception: rest(events.exception, events.pageFault),
    pageFault: events.pageFault,
    pageWalk: rest(events.pageWalk, events.pageFault),
    interrupt: events.interrupt,
  };
}

function portCounts({
  ports,
}: MeasuredCounts): Record<'portIo8' | 'portIo16' | 'portIo32', number> {
  const of = (width: keyof AccessCount): number =>
    sum(ports.map(({ reads, writes }) => reads[width] + writes[width]));
  return { portIo8: of('bits8'), portIo16: of('bits16'), portIo32: of('bits32') };
}

/** Whether accesses to the interrupt controller are among the ports and pages that were counted. */
function controllerCounted({ ports, mmio }: MeasuredCounts): boolean {
  return (
    ports.some(({ port }) => CONTROLLER_PORTS.includes(port)) ||
    mmio.some(({ address }) => CONTROLLER_PAGES.includes(address))
  );
}

function sampledCount(
  { instructions }: MeasuredCounts,
  sampled: SampledCounts | null,
  names: readonly string[],
): ClassCount {
  if (sampled === null) return { count: exactly(0), basis: 'unknown' };
  const shares = Object.entries(sampled.uncounted)
    .filter(([name]) => names.some((known) => isSized(name, known)))
    .map(([, share]) => share);
  const count = {
    low: instructions * sum(shares.map(({ share, error }) => Math.max(0, share - error))),
    high: instructions * Math.min(1, sum(shares.map(({ share, error }) => share + error))),
  };
  return { count, basis: 'sampled' };
}

/** `pushf`, `pushfd` and `pushfw` are one. */
function isSized(name: string, known: string): boolean {
  return name === known || name === `${known}d` || name === `${known}w`;
}

/** What remains of a count without a part of it; a part counted a little later may be larger. */
function rest(whole: number, part: number): number {
  return Math.max(0, whole - part);
}

function exactly(count: number): Range {
  return { low: count, high: count };
}

function times(count: number, each: Range): Range {
  return { low: count * each.low, high: count * each.high };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
