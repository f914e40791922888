import { expect, test } from 'vitest';
import type { MeasuredCounts, SampledCounts } from '#protocol/counters';
import { ASSUMPTIONS, type AssumptionId, type Range } from './assumptions.ts';
import { assumedRanges } from './assumptions-store.ts';
import { countClasses } from './counted.ts';
import type { LeavesEdits } from './encounters.ts';
import { priceWorlds, type ShownPrice, type WorldPrice } from './price.ts';
import { sampleCounts, samplePort, sampleSamples } from './sample-counts.ts';
import { WORLDS, type World } from './worlds.ts';

/** Round figures, so that what is expected can be worked out in the head. */
const RANGES: Partial<Record<AssumptionId, Range>> = {
  hostClockGhz: { low: 1, high: 2 },
  emulatedInstructionNs: { low: 10, high: 20 },
  trapCycles: { low: 1000, high: 2000 },
  vmExitCycles: { low: 100, high: 200 },
  exitHandlingCycles: { low: 10, high: 20 },
  deviceCycles: { low: 5, high: 50 },
  hypercallCycles: { low: 30, high: 60 },
  bouncedFaultCycles: { low: 800, high: 1000 },
  pageTableWrites: { low: 0, high: 2 },
  pageTableWriteCycles: { low: 10, high: 100 },
  nestedWalkCycles: { low: 1, high: 3 },
  hiddenFaultShare: { low: 0.5, high: 1 },
  controllerAccesses: { low: 0, high: 4 },
};

function priceIn(
  world: World,
  measured: MeasuredCounts,
  {
    sampled = sampleSamples({}),
    ranges = {},
    leaves = {},
  }: {
    sampled?: SampledCounts | null;
    ranges?: Partial<Record<AssumptionId, Range>>;
    leaves?: LeavesEdits;
  } = {},
): WorldPrice {
  const model = { ranges: assumedRanges({ ranges: { ...RANGES, ...ranges } }), leaves };
  const price = priceWorlds(measured, sampled, model).find((one) => one.world === world);
  if (price === undefined) throw new Error(`${world} has no price.`);
  return price;
}

function shown(...how: Parameters<typeof priceIn>): ShownPrice {
  const price = priceIn(...how);
  if (!price.shown) throw new Error(price.because);
  return price;
}

test('emulation costs its instructions, whatever they do, and leaves nothing', () => {
  const price = shown('emulation', sampleCounts({ instructions: 1e6 }, { cpuid: 500, hlt: 3 }));
  expect(price.leaving).toEqual({ low: 0, high: 0 });
  expect(price.hostMs).toEqual({ low: 10, high: 20 });
  expect(price.hostCycles).toEqual({ low: 10e6, high: 40e6 });
});

test('what always leaves costs its exit each time, and time follows the clock', () => {
  const price = shown('hardwareAssisted', sampleCounts({}, { cpuid: 1000 }));
  expect(price.leaving).toEqual({ low: 1000, high: 1000 });
  expect(price.hostCycles).toEqual({ low: 110_000, high: 220_000 });
  expect(price.hostMs).toEqual({ low: 0.055, high: 0.22 });
});

test('an access to a device costs the exit and the device', () => {
  const counts = sampleCounts({ ports: [samplePort(0x3f8, 7)] });
  expect(shown('hardwareAssisted', counts).hostCycles).toEqual({ low: 7 * 105, high: 7 * 250 });
  expect(shown('trapAndEmulate', counts).hostCycles).toEqual({ low: 7 * 1005, high: 7 * 2050 });
});

test('where it depends, the range spans both parts', () => {
  const price = shown('trapAndEmulate', sampleCounts({}, { pageWalk: 100 }));
  expect(price.leaving).toEqual({ low: 50, high: 100 });
  expect(price.hostCycles).toEqual({ low: 50_000, high: 200_000 });
});

test('what stays in the guest can cost, too', () => {
  const price = shown('hardwareAssisted', sampleCounts({}, { pageWalk: 100 }));
  expect(price.leaving).toEqual({ low: 0, high: 0 });
  expect(price.hostCycles).toEqual({ low: 100, high: 300 });
});

test('no event is priced twice: page faults are exceptions and walks, INT 80h is a system call', () => {
  const counts = sampleCounts(
    {},
    { exception: 12, pageFault: 10, pageWalk: 30, softwareInterrupt: 41, int80: 40, sysenter: 5 },
  );
  const happened = Object.fromEntries(
    shown('container', counts).classes.map(({ eventClass, count }) => [eventClass, count.high]),
  );
  expect(happened).toMatchObject({
    exception: 2,
    pageFault: 10,
    pageWalk: 20,
    systemCall: 45,
    softwareInterrupt: 1,
  });
});

test('page tables written are not counted: a paravirtual guest is shown with an assumption of them', () => {
  const counts = sampleCounts({}, { exception: 10, pageFault: 10 });
  const price = shown('paravirtual', counts);
  expect(price.hostCycles).toEqual({ low: 8000, high: 10_000 + 20 * 100 });
  const written = price.classes.find(({ eventClass }) => eventClass === 'pageTableWrite');
  expect(written?.basis).toBe('assumed');
});

test('a model is not shown where what is not counted could be most of it', () => {
  const counts = sampleCounts({}, { exception: 10, pageFault: 10 });
  const price = priceIn('paravirtual', counts, {
    ranges: { pageTableWrites: { low: 0, high: 11 } },
  });
  expect(price).toMatchObject({ shown: false, because: /./ });
  expect(price.shown ? '' : price.because).toContain('Page tables written');
});

test('the interrupt controller is assumed only where it was not counted', () => {
  const counts = sampleCounts({}, { interrupt: 100, hlt: 1000 });
  const assumed = shown('hardwareAssisted', counts).classes.find(
    ({ eventClass }) => eventClass === 'interruptController',
  );
  expect(assumed?.count).toEqual({ low: 0, high: 400 });
  const counted = { ...counts, ports: [samplePort(0x20, 100, 'PIC')] };
  const classes = shown('hardwareAssisted', counted).classes.map(({ eventClass }) => eventClass);
  expect(classes).not.toContain('interruptController');
});

test('nothing has run: nothing is shown, in any world', () => {
  for (const world of WORLDS) {
    expect(priceIn(world, sampleCounts({ instructions: 0 })).shown).toBe(false);
  }
});

test('what nobody has sampled is named as left out, and so is what has no price', () => {
  const counts = sampleCounts();
  const unsampled = (world: World) => shown(world, counts, { sampled: null }).leftOut.join();
  expect(unsampled('trapAndEmulate')).toContain('PUSHF, POPF');
  // There it would cost nothing.
  expect(unsampled('hardwareAssisted')).not.toContain('PUSHF');
  const sampled = sampleSamples({
    pushf: { share: 0.01, error: 0.001 },
    lar: { share: 0.001, error: 0.001 },
    verr: { share: 0, error: 0 },
  });
  const words = shown('trapAndEmulate', counts, { sampled }).leftOut.join();
  expect(words).not.toContain('PUSHF');
  expect(words).toContain('LAR');
  expect(words).not.toContain('VERR');
});

test('a world in which something would cost that nobody has sampled is not shown', () => {
  const counts = sampleCounts({}, { cpuid: 1000 });
  const price = priceIn('paravirtual', counts, { sampled: null });
  expect(price.shown ? '' : price.because).toMatch(/“PUSHF, POPF”.* known from samples alone/);
  expect(priceIn('paravirtual', counts).shown).toBe(true);
  for (const world of WORLDS.filter((one) => one !== 'paravirtual')) {
    expect(priceIn(world, counts, { sampled: null }).shown).toBe(true);
  }
});

test('samples carry their uncertainty into the range, sizes of one instruction together', () => {
  const sampled = sampleSamples({
    pushfd: { share: 0.002, error: 0.001 },
    popfd: { share: 0.001, error: 0.002 },
  });
  const price = shown('paravirtual', sampleCounts({ instructions: 1e6 }), {
    sampled,
    ranges: { sharedFlagCycles: { low: 1, high: 10 } },
  });
  expect(price.hostCycles.low).toBeCloseTo(1000);
  expect(price.hostCycles.high).toBeCloseTo(60_000);
});

test('samples of several instructions are never more than all instructions', () => {
  const sampled = sampleSamples({
    pushf: { share: 0.4, error: 0.4 },
    popf: { share: 0.4, error: 0.4 },
  });
  const { count } = countClasses(
    sampleCounts({ instructions: 1e6 }),
    sampled,
    assumedRanges({ ranges: {} }),
  ).flagsOnStack;
  expect(count).toEqual({ low: 0, high: 1e6 });
});

test('what deceives the guest is counted where nothing stops it, and costs nothing', () => {
  const counts = sampleCounts({}, { readSystemTable: 9, cpuid: 2 });
  const trapped = shown('trapAndEmulate', counts);
  expect(trapped.deceivedAtMost).toBe(11);
  expect(trapped.hostCycles).toEqual({ low: 0, high: 0 });
  expect(shown('hardwareAssisted', counts).deceivedAtMost).toBe(0);
});

test('the price of trap and emulate hangs on no sample: CLTS and LMSW are counted', () => {
  const counts = sampleCounts({}, { clts: 7, lmsw: 2 });
  const few = sampleSamples({
    pushf: { share: 0, error: 0.3 },
    smsw: { share: 0, error: 0.3 },
    invd: { share: 0, error: 0.3 },
  });
  for (const sampled of [null, few]) {
    const price = shown('trapAndEmulate', counts, { sampled });
    expect(price.leaving).toEqual({ low: 9, high: 9 });
    expect(price.hostCycles).toEqual({ low: 9000, high: 18_000 });
    expect(price.hardlySampled).toEqual([]);
    const written = price.classes.find(({ eventClass }) => eventClass === 'taskSwitchedFlag');
    expect(written?.basis).toBe('measured');
  }
});

test('what is said to leave or stay changes the price', () => {
  const counts = sampleCounts({}, { writeCr3: 10 });
  expect(shown('hardwareAssisted', counts).leaving.high).toBe(0);
  const edited = shown('hardwareAssisted', counts, {
    leaves: { 'writeCr3.hardwareAssisted': 'always' },
  });
  expect(edited.leaving).toEqual({ low: 10, high: 10 });
  expect(edited.hostCycles).toEqual({ low: 1100, high: 2200 });
  const cured = shown('trapAndEmulate', sampleCounts({}, { readSystemTable: 9 }), {
    leaves: { 'readSystemTable.trapAndEmulate': 'always' },
  });
  expect(cured.deceivedAtMost).toBe(0);
});

test('the sum of the classes is the total, and low is never above high, as it comes', () => {
  const counts = sampleCounts(
    { ports: [samplePort(0x3f8, 900), samplePort(0x20, 50)], instructions: 5e7 },
    {
      hlt: 40,
      cpuid: 4,
      cli: 900,
      sti: 800,
      iret: 300,
      sysenter: 200,
      pageFault: 70,
      exception: 75,
      pageWalk: 600,
      writeCr3: 30,
      interrupt: 50,
    },
  );
  const ranges = Object.fromEntries(
    Object.entries(ASSUMPTIONS).map(([id, { low, high }]) => [id, { low, high }]),
  );
  for (const world of WORLDS) {
    const price = shown(world, counts, { ranges });
    const sum = price.classes.reduce((total, { hostCycles }) => total + hostCycles.high, 0);
    expect(price.hostCycles.high).toBeCloseTo(sum);
    for (const { low, high } of [price.hostCycles, price.hostMs, price.leaving]) {
      expect(low).toBeLessThanOrEqual(high);
    }
  }
});

test('it is said what samples tell too little of, where that could be most of a price', () => {
  const counts = sampleCounts({}, { cpuid: 1000 });
  const few = sampleSamples({ popf: { share: 0, error: 0.3 } });
  expect(shown('paravirtual', counts, { sampled: few }).hardlySampled).toEqual(['flagsOnStack']);
  const many = sampleSamples({ popf: { share: 0, error: 1e-9 } });
  expect(shown('paravirtual', counts, { sampled: many }).hardlySampled).toEqual([]);
});
