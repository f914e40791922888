import 'fake-indexeddb/auto';
import { get, set } from 'idb-keyval';
import { beforeEach, expect, test, vi } from 'vitest';

// A page that is opened anew has a store of its own.
async function openPage(): Promise<typeof import('./assumptions-store.ts')> {
  vi.resetModules();
  const store = await import('./assumptions-store.ts');
  await store.loadAssumptions();
  return store;
}

beforeEach(() => set('assumptions', undefined));

test('what was assumed otherwise is there again on the next visit, and a reset is, too', async () => {
  const first = await openPage();
  expect(first.assumeRange('vmExitCycles', 10, 20)).toBeNull();
  first.assumeLeaves('writeCr3.hardwareAssisted', 'always');
  await vi.waitFor(async () =>
    expect(await get('assumptions')).toMatchObject({
      leaves: { 'writeCr3.hardwareAssisted': 'always' },
    }),
  );
  const second = await openPage();
  const state = second.useAssumptions.getState();
  expect(second.assumedRanges(state).vmExitCycles).toEqual({ low: 10, high: 20 });
  expect(state.leaves).toEqual({ 'writeCr3.hardwareAssisted': 'always' });
  second.resetAssumptions();
  await vi.waitFor(async () =>
    expect(await get('assumptions')).toEqual({ ranges: {}, leaves: {} }),
  );
  const third = await openPage();
  expect(third.useAssumptions.getState()).toEqual({ ranges: {}, leaves: {}, loaded: true });
});

test('what makes no sense is refused and changes nothing', async () => {
  const { assumeRange, useAssumptions } = await openPage();
  expect(assumeRange('hostClockGhz', 3, 2)).toContain('above its high end');
  expect(useAssumptions.getState().ranges).toEqual({});
});

test('what is assumed already is not written again', async () => {
  const { assumeRange, standardRange, useAssumptions } = await openPage();
  const { low, high } = standardRange('trapCycles');
  const { ranges } = useAssumptions.getState();
  assumeRange('trapCycles', low, high);
  expect(useAssumptions.getState().ranges).toBe(ranges);
  assumeRange('trapCycles', low, high + 1);
  const changed = useAssumptions.getState().ranges;
  assumeRange('trapCycles', low, high + 1);
  expect(useAssumptions.getState().ranges).toBe(changed);
});

test('what is assumed as it comes is no change', async () => {
  const { assumeRange, standardRange, useAssumptions } = await openPage();
  const { low, high } = standardRange('trapCycles');
  assumeRange('trapCycles', low, high + 1);
  expect(useAssumptions.getState().ranges).toEqual({ trapCycles: { low, high: high + 1 } });
  assumeRange('trapCycles', low, high);
  expect(useAssumptions.getState().ranges).toEqual({});
});

test('storage that is damaged is ignored, part by part', async () => {
  const { readEdits } = await openPage();
  for (const nonsense of [undefined, null, 7, 'many', [], {}]) {
    expect(readEdits(nonsense)).toEqual({ ranges: {}, leaves: {} });
  }
  const kept = {
    ranges: {
      trapCycles: { low: 1, high: 2 },
      vmExitCycles: { low: 5, high: 2 },
      hostClockGhz: { low: '2', high: 3 },
      hypercallCycles: null,
      warpCycles: { low: 1, high: 2 },
    },
    leaves: {
      'cpuid.hardwareAssisted': 'never',
      'cpuid.container': 'always',
      'hlt.paravirtual': 'perhaps',
      'warp.paravirtual': 'never',
    },
  };
  expect(readEdits(kept)).toEqual({
    ranges: { trapCycles: { low: 1, high: 2 } },
    leaves: { 'cpuid.hardwareAssisted': 'never' },
  });
});
