import { expect, it } from 'vitest';
import { amountText, type Counted, exactText, live } from './live.ts';
import { SAMPLE_COUNTS } from './sample-counts.ts';

it('has no number at all while no machine runs', () => {
  expect(new Set(Object.values(live(null)))).toEqual(new Set([null]));
});

/** Both ends of what is modelled, rounded. */
function numberIn(count: Counted | null): number | readonly number[] | null {
  if (count === null) return null;
  const { low, high } = count.value;
  return count.kind === 'measured' ? low : [low, high].map(Math.round);
}

it('says of what would leave a guest elsewhere that it is modelled, as the model has it', () => {
  const { trapped, exits } = live(SAMPLE_COUNTS);
  expect(exits && amountText(exits)).toBe('150–168');
  expect(exits && exactText(exits)).toMatch(
    /^modelled: 150 to 168 exits from the guest \(.*assumes/,
  );
  expect(trapped && exactText(trapped)).toMatch(/^modelled: 927 to 933 traps into the monitor/);
  const sysexit = { ...SAMPLE_COUNTS, events: { ...SAMPLE_COUNTS.events, sysexit: 1000 } };
  expect(numberIn(live(sysexit).trapped)).toEqual([1927, 1933]);
});

it('works every number out of the counts', () => {
  const counts = live(SAMPLE_COUNTS);
  const values = Object.entries(counts).map(([name, count]) => [name, numberIn(count)]);
  expect(Object.fromEntries(values)).toEqual({
    all: 1_842_113,
    user: 1_200_000,
    kernel: 642_113,
    devices: 140,
    virtio: 7,
    interrupts: 106,
    ticks: 250,
    // Ports, of which strings of 16 and 32 bits may trap once, device memory, HLT, MSRs, CR3, CLTS, CLI and STI.
    trapped: [101 + 33 + 11 + 5 + 70 + 7 + 700, 107 + 33 + 11 + 5 + 70 + 7 + 700],
    silent: 9,
    // Of MSRs and CLTS it depends on the monitor.
    exits: [101 + 33 + 11 + 5, 107 + 33 + 11 + 5 + 5 + 7],
    exitsInKernel: [11 + 5, 11 + 5 + 5 + 7],
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
