import { expect, it } from 'vitest';
import { amountText, exactText, live } from './live.ts';
import { SAMPLE_COUNTS } from './sample-counts.ts';

it('has no number at all while no machine runs', () => {
  expect(new Set(Object.values(live(null)))).toEqual(new Set([null]));
});

it('works every number out of the counts', () => {
  const counts = live(SAMPLE_COUNTS);
  const values = Object.entries(counts).map(([name, count]) => [name, count?.value]);
  expect(Object.fromEntries(values)).toEqual({
    all: 1_842_113,
    user: 1_200_000,
    kernel: 642_113,
    devices: 140,
    virtio: 7,
    interrupts: 106,
    ticks: 250,
    // HLT, MSRs, CR3, CLI and STI, and each transfer through a port.
    trapped: 11 + 2 + 3 + 70 + 400 + 300 + 107,
    silent: 9,
    exits: 11 + 5 + 2 + 3 + 140,
    exitsInKernel: 11 + 5 + 2 + 3,
    systemCalls: 1025,
    addressSpaces: 70,
    interruptFlag: 700,
    pageFaults: 812,
    modules: 12,
    moduleBytes: 88_000,
    idle: 34_000_000_000,
    consoleIn: 21,
    consoleOut: 3_500,
    diskIn: 4_096,
    diskOut: 512,
    networkIn: 1_500,
    networkOut: 60,
  });
});

it('is short in a box and exact where it is pointed at', () => {
  const { all, moduleBytes, idle, silent } = live(SAMPLE_COUNTS);
  const texts = [all, moduleBytes, idle, silent].map((count) => count && amountText(count));
  expect(texts).toEqual(['1.84M', '88 KB', '34 s', '9']);
  expect(all && exactText(all)).toBe('measured: 1,842,113 instructions');
  expect(silent && exactText(silent)).toBe(
    'measured: 9 reads of system tables (SGDT, SIDT, SLDT and STR; PUSHF, POPF and SMSW are not counted)',
  );
  expect(moduleBytes && exactText(moduleBytes)).toBe('measured: 88,000 bytes of translated code');
});
