import { expect, test } from 'vitest';
import type { PortCount } from '#protocol/counters';
import { countersSince, startedAnew } from './difference.ts';
import { sampleCounters, sampleMeasured } from './sample-counters.ts';

const access = (bits8: number, bits16 = 0, bits32 = 0) => ({ bits8, bits16, bits32 });
const port = (number: number, reads: number, writes: number): PortCount => ({
  port: number,
  device: 'serial port',
  reads: access(reads),
  writes: access(writes),
});

const BEFORE = sampleCounters({
  guestTimeNs: 1e9,
  wallTimeMs: 1000,
  measured: sampleMeasured({
    instructions: 100,
    userInstructions: 40,
    slices: 2,
    idleNs: 5,
    events: { hlt: 3 },
    vectors: [{ vector: 14, count: 2 }],
    ports: [port(0x3f8, 1, 2)],
    mmio: [{ address: 0xa0000, device: 'VGA', reads: 1, writes: 1 }],
    irqs: [{ line: 4, device: 'serial port', raised: 5 }],
    timerTicks: 7,
    jitModules: 1,
    jitBytes: 50,
    consoleBytes: { in: 1, out: 2 },
  }),
});

const NOW = sampleCounters({
  guestTimeNs: 3e9,
  wallTimeMs: 3000,
  measured: sampleMeasured({
    instructions: 350,
    userInstructions: 140,
    slices: 9,
    idleNs: 25,
    events: { hlt: 10, cli: 4 },
    vectors: [
      { vector: 14, count: 6 },
      { vector: 128, count: 3 },
    ],
    ports: [port(0x3f8, 5, 12), port(0x60, 1, 0)],
    mmio: [{ address: 0xa0000, device: 'VGA', reads: 3, writes: 11 }],
    irqs: [{ line: 4, device: 'serial port', raised: 6 }],
    timerTicks: 17,
    jitModules: 4,
    jitBytes: 950,
    consoleBytes: { in: 11, out: 22 },
  }),
});

test('each count is that of the time in between', () => {
  expect(countersSince(NOW, BEFORE)).toEqual(
    sampleCounters({
      guestTimeNs: 2e9,
      wallTimeMs: 2000,
      measured: sampleMeasured({
        instructions: 250,
        userInstructions: 100,
        slices: 7,
        idleNs: 20,
        events: { hlt: 7, cli: 4 },
        vectors: [
          { vector: 14, count: 4 },
          { vector: 128, count: 3 },
        ],
        ports: [port(0x3f8, 4, 10), port(0x60, 1, 0)],
        mmio: [{ address: 0xa0000, device: 'VGA', reads: 2, writes: 10 }],
        irqs: [{ line: 4, device: 'serial port', raised: 1 }],
        timerTicks: 10,
        jitModules: 3,
        jitBytes: 900,
        consoleBytes: { in: 10, out: 20 },
      }),
    }),
  );
});

test('after a new start nothing of the time before is taken off', () => {
  expect(startedAnew(NOW, BEFORE)).toBe(false);
  // Set to zero, or become what it was earlier, it may have gone past where it was; or it is what a later snapshot was.
  const anew = { ...NOW, epoch: BEFORE.epoch + 1 };
  expect(startedAnew(anew, BEFORE)).toBe(true);
  expect(countersSince(anew, BEFORE)).toEqual(anew);
});

test('samples are in no difference', () => {
  const classes = { share: 1, error: 0 };
  const sampled = {
    kind: 'sampled',
    windows: 1,
    samples: 1,
    // Safe: nothing reads the classes here.
    classes: { move: classes } as never,
    uncounted: {},
  } as const;
  expect(countersSince({ ...NOW, sampled }, BEFORE).sampled).toBeNull();
});
