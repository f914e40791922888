import {
  CPU_EVENTS,
  type CpuEvent,
  INSTRUCTION_CLASSES,
  type InstructionClass,
  type MeasuredCounts,
  type PortCount,
  type SampledCounts,
  type SampledShare,
} from '#protocol/counters';

/** Counts for tests: nothing happened but what is said. */
export function sampleCounts(
  change: Partial<Omit<MeasuredCounts, 'events'>> = {},
  events: Partial<Record<CpuEvent, number>> = {},
): MeasuredCounts {
  // Each event gets its entry.
  const none = Object.fromEntries(CPU_EVENTS.map((event) => [event, 0])) as Record<
    CpuEvent,
    number
  >;
  return {
    kind: 'measured',
    instructions: 1_000_000,
    userInstructions: 0,
    slices: 1,
    idleNs: 0,
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
    ...change,
    events: { ...none, ...events },
  };
}

/** Samples for tests: of all instructions, these. */
export function sampleSamples(uncounted: Readonly<Record<string, SampledShare>>): SampledCounts {
  const nothing: SampledShare = { share: 0, error: 0 };
  // Each class gets its entry.
  const classes = Object.fromEntries(INSTRUCTION_CLASSES.map((name) => [name, nothing])) as Record<
    InstructionClass,
    SampledShare
  >;
  return { kind: 'sampled', windows: 100, samples: 10_000, classes, uncounted };
}

/** Eight-bit writes to a port. */
export function samplePort(port: number, writes: number, device = 'serial port'): PortCount {
  const none = { bits8: 0, bits16: 0, bits32: 0 };
  return { port, device, reads: none, writes: { ...none, bits8: writes } };
}
