import type { SourceId } from '../sources/sources.ts';

/** From the least to the most that is thought possible; both ends belong to it. */
export interface Range {
  readonly low: number;
  readonly high: number;
}

/** What an assumption is a number of. `share` is a part, 0 to 1; `each` a number of events for one that was counted. */
export type Unit = 'cycles' | 'ns' | 'GHz' | 'share' | 'each';

export interface Assumption extends Range {
  readonly label: string;
  readonly unit: Unit;
  /** Where both ends come from; none: assumed, whatever the note sets beside them. */
  readonly sources: readonly SourceId[];
  /** What it covers, and what was measured; figures that are cited stand in double square brackets, before their source and its year. */
  readonly note: string;
}

const DEFINITIONS = {
  hostClockGhz: {
    label: 'Clock of the host',
    unit: 'GHz',
    low: 2,
    high: 4,
    sources: [],
    note: 'Turns cycles into time. Figures of old processors are taken over in cycles.',
  },
  emulatedInstructionNs: {
    label: 'One instruction, emulated',
    unit: 'ns',
    low: 7,
    high: 67,
    sources: [],
    note: 'From what v86 takes in a hot loop to what it takes in fork and exec, as seen on one computer.',
  },
  trapCycles: {
    label: 'A fault into the monitor and back',
    unit: 'cycles',
    low: 1000,
    high: 5000,
    sources: [],
    note: 'Trap and emulate: the exception, finding out which instruction it was, doing its work on a model of the processor, going on behind it.',
  },
  hiddenFaultShare: {
    label: 'Page walks that a monitor’s own page tables miss',
    unit: 'share',
    low: 0.1,
    high: 1,
    sources: [],
    note: 'All, if they are thrown away with each write to CR3; fewer, if those of several programs are kept.',
  },
  vmExitCycles: {
    label: 'A VM exit and the entry after it',
    unit: 'cycles',
    low: 700,
    high: 2000,
    sources: [],
    note: 'Up to what was measured on Nehalem with KVM, EPT on: [[2,000]] (P21, 2011). Before EPT: [[2,123]] on a Core 2 Duo, [[4,340]] on a Pentium 4 (P3, 2006). Processors since are quicker.',
  },
  exitHandlingCycles: {
    label: 'What a monitor does with an event',
    unit: 'cycles',
    low: 300,
    high: 1500,
    sources: [],
    note: 'Reads the reason, and does its work on a model of the processor or interrupt controller.',
  },
  deviceCycles: {
    label: 'A device model answers one access',
    unit: 'cycles',
    low: 500,
    high: 20_000,
    sources: [],
    note: 'Little, where the monitor holds the device itself; much, where another process of the host does.',
  },
  injectCycles: {
    label: 'An interrupt is handed to the guest',
    unit: 'cycles',
    low: 0,
    high: 2000,
    sources: [],
    note: 'VT-x: nothing, if the guest is entered anyway.',
  },
  nestedWalkCycles: {
    label: 'A page walk through two tables, more than through one',
    unit: 'cycles',
    low: 5,
    high: 150,
    sources: [],
    note: 'Up to [[24]] accesses to memory instead of [[4]], for 64-bit guests (P20, 2008); this one’s tables have two levels. Most are found in a cache.',
  },
  stringShare: {
    label: 'Exits for one 16- or 32-bit transfer',
    unit: 'share',
    low: 0.002,
    high: 1,
    sources: [],
    note: 'A string instruction moves up to a page of transfers in one exit; each was counted.',
  },
  controllerAccesses: {
    label: 'Accesses to the interrupt controller for one interrupt',
    unit: 'each',
    low: 0,
    high: 4,
    sources: [],
    note: 'Used where interrupts were counted and no access to the controller was.',
  },
  hypercallCycles: {
    label: 'A hypercall',
    unit: 'cycles',
    low: 300,
    high: 1500,
    sources: [],
    note: 'A software interrupt into the hypervisor, the work, the way back; without extensions.',
  },
  bouncedFaultCycles: {
    label: 'A fault handed on by the hypervisor',
    unit: 'cycles',
    low: 800,
    high: 3200,
    sources: [],
    note: 'Into the hypervisor and on to the guest’s kernel, and for a page fault the new page-table entry, on a processor of 2003.',
  },
  switchTablesCycles: {
    label: 'Page tables switched by hypercall',
    unit: 'cycles',
    low: 2400,
    high: 10_000,
    sources: [],
    note: 'A context switch of Xen’s guest, more than of Linux alone, on a processor of 2003.',
  },
  upcallCycles: {
    label: 'An interrupt becomes an event of the hypervisor’s',
    unit: 'cycles',
    low: 500,
    high: 3000,
    sources: [],
    note: 'The hypervisor takes it and calls the guest’s kernel.',
  },
  sharedFlagCycles: {
    label: 'A flag in shared memory',
    unit: 'cycles',
    low: 1,
    high: 10,
    sources: [],
    note: 'Paravirtual: interrupts are masked by writing a byte that the hypervisor reads.',
  },
  ringShare: {
    label: 'Hypercalls for one device access of an unchanged driver',
    unit: 'share',
    low: 0.001,
    high: 0.5,
    sources: [],
    note: 'A paravirtual driver puts many requests into shared memory and calls once.',
  },
  pageTableWrites: {
    label: 'Further page-table entries written for one page fault',
    unit: 'each',
    low: 0,
    high: 3,
    sources: [],
    note: 'Not counted here. Fork, exec and exit write many that no fault asks for.',
  },
  pageTableWriteCycles: {
    label: 'A page-table entry written by hypercall',
    unit: 'cycles',
    low: 50,
    high: 600,
    sources: [],
    note: 'Little in a batch of many, more alone.',
  },
  containerCallCycles: {
    label: 'A system call from a container, more than from outside',
    unit: 'cycles',
    low: 0,
    high: 100,
    sources: [],
    note: 'Filters and accounting. “Little to no overhead” (S3, about 2009).',
  },
  sometimesShare: {
    label: 'How often, where it depends',
    unit: 'share',
    low: 0,
    high: 1,
    sources: [],
    note: 'From never to always, where nothing better is known.',
  },
} as const satisfies Readonly<Record<string, Assumption>>;

export type AssumptionId = keyof typeof DEFINITIONS;
export const ASSUMPTIONS: Readonly<Record<AssumptionId, Assumption>> = DEFINITIONS;

// Object.keys forgets that the keys of a literal are all there are.
export const ASSUMPTION_IDS = Object.keys(DEFINITIONS) as readonly AssumptionId[];

export type Assumed = Readonly<Record<AssumptionId, Range>>;

interface UnitWords extends Range {
  readonly name: string;
}

/** What each unit is called, and what is absurd outside of. */
export const UNITS: Readonly<Record<Unit, UnitWords>> = {
  cycles: { name: 'cycles', low: 0, high: 10_000_000 },
  ns: { name: 'ns', low: 0, high: 1_000_000 },
  GHz: { name: 'GHz', low: 0.1, high: 20 },
  share: { name: 'of 1', low: 0, high: 1 },
  each: { name: 'for each', low: 0, high: 1000 },
};

/** Why this range is no sensible one for the assumption, as a sentence for the user; null: it is. */
export function checkAssumption(id: AssumptionId, low: number, high: number): string | null {
  const { label, unit } = ASSUMPTIONS[id];
  const { name, low: least, high: most } = UNITS[unit];
  const bounds = `from ${least.toLocaleString('en')} to ${most.toLocaleString('en')} ${name}`;
  for (const [end, value] of [
    ['low', low],
    ['high', high],
  ] as const) {
    if (!Number.isFinite(value)) {
      return `The ${end} end of “${label}” is not a number, so it was not taken. Give one ${bounds}.`;
    }
    if (value < least || value > most) {
      return `${value.toLocaleString('en')} makes no sense as the ${end} end of “${label}”, so it was not taken. Give a number ${bounds}.`;
    }
  }
  if (low > high) {
    return `The low end of “${label}” is above its high end, so it was not taken. Make ${low.toLocaleString('en')} smaller or ${high.toLocaleString('en')} larger.`;
  }
  return null;
}
