import {
  type CpuEvent,
  INSTRUCTION_CLASSES,
  type InstructionClass,
  type MeasuredCounts,
  type PortCount,
  type SampledCounts,
  type SampledShare,
} from '#protocol/counters';
import { sampleMeasured } from '../sample-counters.ts';

/** Counts for tests: a million instructions, and nothing happened but what is said. */
export function sampleCounts(
  change: Partial<Omit<MeasuredCounts, 'events'>> = {},
  events: Partial<Record<CpuEvent, number>> = {},
): MeasuredCounts {
  return sampleMeasured({ instructions: 1_000_000, slices: 1, ...change, events });
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
