import { type Counters, CPU_EVENTS, type CpuEvent, type MeasuredCounts } from '#protocol/counters';

/** Counts of a machine that has done nothing, with what a test says it did. */
export function sampleMeasured(
  change: Partial<Omit<MeasuredCounts, 'events'>> & {
    readonly events?: Partial<Record<CpuEvent, number>>;
  } = {},
): MeasuredCounts {
  const nothing = { in: 0, out: 0 };
  return {
    kind: 'measured',
    instructions: 0,
    userInstructions: 0,
    slices: 0,
    idleNs: 0,
    vectors: [],
    ports: [],
    mmio: [],
    irqs: [],
    timerTicks: 0,
    jitModules: 0,
    jitBytes: 0,
    consoleBytes: nothing,
    diskBytes: nothing,
    networkBytes: nothing,
    ...change,
    events: { ...noEvents(), ...change.events },
  };
}

/** Made-up counters for tests. */
export function sampleCounters(change: Partial<Counters> = {}): Counters {
  const measured = change.measured ?? sampleMeasured();
  return {
    kind: 'measured',
    epoch: 1,
    instructions: measured.instructions,
    guestTimeNs: 0,
    wallTimeMs: 0,
    sampled: null,
    notCountable: [],
    lastCommand: null,
    lastKey: null,
    ...change,
    measured,
  };
}

function noEvents(): Record<CpuEvent, number> {
  // Safe: every event gets its entry here.
  return Object.fromEntries(CPU_EVENTS.map((event) => [event, 0])) as Record<CpuEvent, number>;
}
