import { sampleMeasured } from '../../sample-counters.ts';

/** Counts made up for tests: small numbers, each another one. */
export const SAMPLE_COUNTS = sampleMeasured({
  instructions: 1_842_113,
  userInstructions: 1_200_000,
  slices: 40,
  idleNs: 34_000_000_000,
  events: {
    hlt: 11,
    cpuid: 5,
    rdmsr: 2,
    wrmsr: 3,
    writeCr3: 70,
    clts: 7,
    readSystemTable: 9,
    cli: 400,
    sti: 300,
    sysenter: 1000,
    softwareInterrupt: 27,
    int80: 25,
    pageFault: 812,
  },
  vectors: [{ vector: 14, count: 812 }],
  ports: [
    {
      port: 0x3f8,
      device: 'serial port',
      reads: { bits8: 10, bits16: 0, bits32: 0 },
      writes: { bits8: 90, bits16: 0, bits32: 0 },
    },
    {
      port: 0xc000,
      device: 'virtio console',
      reads: { bits8: 1, bits16: 2, bits32: 4 },
      writes: { bits8: 0, bits16: 0, bits32: 0 },
    },
  ],
  mmio: [{ address: 0xa0000, device: 'VGA', reads: 3, writes: 30 }],
  irqs: [
    { line: 4, device: 'serial port', raised: 6 },
    { line: 0, device: 'timer', raised: 100 },
  ],
  timerTicks: 250,
  jitModules: 12,
  jitBytes: 88_000,
  consoleBytes: { in: 21, out: 3_500 },
  diskBytes: { in: 4_096, out: 512 },
  networkBytes: { in: 1_500, out: 60 },
});
