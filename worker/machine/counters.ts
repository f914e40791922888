import {
  type Counters,
  CPU_EVENTS,
  type CpuEvent,
  type MeasuredCounts,
  type NotCountable,
} from '#protocol/counters';
import type { PowerCycle } from './power-cycle.ts';

/** What v86 keeps to itself, and why. */
export const NOT_COUNTABLE: readonly NotCountable[] = [
  {
    event: 'PUSHF, POPF',
    reason:
      'v86 compiles them into the code around them, where no counter can be. Their rate is estimated from samples.',
  },
  {
    event: 'SMSW',
    reason:
      'v86 executes it within its interpreter, without a function of its own. Its rate is estimated from samples.',
  },
  {
    event: 'LAR, LSL, VERR, VERW, RDPMC, INVD, WBINVD',
    reason: 'So rare that no counter was put there. Their rate is estimated from samples.',
  },
  {
    event: 'local APIC, IOAPIC',
    reason:
      'Their registers lie inside v86’s wasm. Tiny Linux uses the older interrupt controllers, whose ports are counted.',
  },
  {
    event: 'linear frame buffer',
    reason: 'The guest writes to it as to memory, without v86 taking notice.',
  },
];

/** Before the machine is switched on. */
export const NOTHING_DONE: Counters = {
  kind: 'measured',
  epoch: 0,
  instructions: 0,
  guestTimeNs: 0,
  wallTimeMs: 0,
  measured: {
    kind: 'measured',
    instructions: 0,
    userInstructions: 0,
    slices: 0,
    idleNs: 0,
    // Safe: made of all events.
    events: Object.fromEntries(CPU_EVENTS.map((event) => [event, 0])) as Record<CpuEvent, number>,
    vectors: [],
    ports: [],
    mmio: [],
    irqs: [],
    timerTicks: 0,
    jitModules: 0,
    jitBytes: 0,
    consoleBytes: { in: 0, out: 0 },
    diskBytes: { in: 0, out: 0 },
    networkBytes: { in: 0, out: 0 },
  },
  sampled: null,
  notCountable: NOT_COUNTABLE,
  lastCommand: null,
  lastKey: null,
};

/** Counts that were kept before some of the events were counted. */
export function withAllEvents(measured: MeasuredCounts): MeasuredCounts {
  return { ...measured, events: { ...NOTHING_DONE.measured.events, ...measured.events } };
}

/** All that is counted of a power cycle; `epoch`: as `Counters` has it. */
export function countersOf(cycle: PowerCycle, epoch: number): Counters {
  return {
    kind: 'measured',
    epoch,
    ...cycle.progress,
    measured: cycle.counts.measured,
    sampled: cycle.counts.sampled,
    notCountable: NOT_COUNTABLE,
    lastCommand: cycle.costs.lastCommand,
    lastKey: cycle.costs.lastKey,
  };
}
