import { expect, test } from 'vitest';
import { deviceAccesses, widths } from '#protocol/counts-since';
import {
  DONE,
  devicesGuest,
  HANDLER_INSTRUCTIONS,
  instructionsOf,
  PORT,
} from '../node/test-guest/devices-guest.ts';
import { createTestGuest, runToHalt } from '../node/test-guest/run-guest.ts';

const VGA_TEXT = 0xb8000;

test.each([
  ['off', false],
  ['on', true],
])(
  'a guest that does known numbers of things is counted exactly, the compiler %s',
  async (_name, compiles) => {
    const guest = devicesGuest();
    expect(guest.code.length).toBeLessThan(512);
    const engine = await createTestGuest(guest.code);
    engine.give({ kind: 'compiler', allowed: compiles });
    runToHalt(engine);
    const { measured } = engine;
    expect(measured.jitModules > 0).toBe(compiles);

    const port = measured.ports.find((row) => row.port === PORT);
    expect(port).toMatchObject({
      device: 'serial port',
      reads: { bits8: DONE.ins, bits16: 0, bits32: 0 },
      writes: { bits8: DONE.outs + DONE.stringOuts, bits16: 0, bits32: 0 },
    });
    expect(measured.mmio).toEqual([
      {
        address: VGA_TEXT,
        device: 'VGA',
        reads: DONE.mmioReads + 2 * DONE.mmioReads16,
        writes: DONE.mmioWrites,
      },
    ]);
    const { events } = measured;
    expect(events.rdtsc).toBe(DONE.readTsc);
    expect(events.cpuid).toBe(DONE.cpuid);
    // The last one is the end.
    expect(events.hlt).toBe(DONE.halts + 1);
    expect(events.cli).toBe(2);
    expect(events.sti).toBe(1);
    // Each tick is an interrupt, an IRET, and one access to the interrupt controller.
    expect(events.interrupt).toBeGreaterThanOrEqual(DONE.halts);
    expect(events.iret).toBe(events.interrupt);
    const pic = measured.ports.filter(({ device }) => device.includes('PIC'));
    expect(pic.map((row) => [row.port, widths(row.writes)])).toEqual([
      [0x20, 1 + events.interrupt],
      [0x21, 4],
    ]);
    expect(deviceAccesses(measured)).toBe(
      DONE.ins +
        DONE.outs +
        DONE.stringOuts +
        DONE.mmioReads +
        2 * DONE.mmioReads16 +
        DONE.mmioWrites +
        5 +
        events.interrupt +
        3,
    );
    expect(measured.instructions).toBe(
      instructionsOf(guest) + HANDLER_INSTRUCTIONS * events.interrupt,
    );
    expect(measured.userInstructions).toBe(0);
    expect(events.exception).toBe(0);
    expect(events.softwareInterrupt).toBe(0);
  },
);
