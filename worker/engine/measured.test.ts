import { expect, test } from 'vitest';
import { Assembler } from '../node/test-guest/assembler.ts';
import { createTestGuest, runToHalt } from '../node/test-guest/run-guest.ts';

test('accesses of any width to an interrupt controller’s port are in one row', async () => {
  const guest = new Assembler()
    .code(0xfa) // CLI
    .code(0xe5, 0x20, 0xe5, 0x20) // IN AX, 20h, twice
    .code(0x66, 0xe5, 0x20) // IN EAX, 20h
    .code(0xb0, 0x20, 0xe6, 0x20, 0xe6, 0x20, 0xe6, 0x20) // MOV AL, 20h; OUT 20h, AL, three times
    .code(0xe4, 0x20) // IN AL, 20h
    .code(0xe5, 0xa0) // IN AX, A0h
    .code(0xe4, 0x21) // IN AL, 21h
    .code(0xf4); // HLT
  const engine = await createTestGuest(guest.assemble());
  runToHalt(engine);
  const none = { bits8: 0, bits16: 0, bits32: 0 };
  const rows = engine.measured.ports.map(({ port, reads, writes }) => ({ port, reads, writes }));
  expect(rows).toEqual([
    { port: 0x20, reads: { bits8: 1, bits16: 2, bits32: 1 }, writes: { ...none, bits8: 3 } },
    { port: 0x21, reads: { ...none, bits8: 1 }, writes: none },
    { port: 0xa0, reads: { ...none, bits16: 1 }, writes: none },
  ]);
});
