import { expect, test } from 'vitest';
import { FoldedCounts } from './folded-counts.ts';

const NAMES = ['hlt', 'cpuid', 'rdtsc'];

test('totals go on where the counters wrap', () => {
  const counts = new FoldedCounts(NAMES);
  counts.fold(Uint32Array.of(0xffff_fffe, 7, 0));
  counts.fold(Uint32Array.of(3, 7, 0));
  expect(counts.totals).toEqual({ hlt: 2 ** 32 + 3, cpuid: 7 });
  expect([counts.total(0), counts.total(1), counts.total(2)]).toEqual([2 ** 32 + 3, 7, 0]);
});

test('what the counters held when totals were restored is not counted again', () => {
  const counts = new FoldedCounts(NAMES);
  counts.fold(Uint32Array.of(100, 100, 100));
  const counters = Uint32Array.of(50, 0xffff_ffff, 0);
  counts.restore({ hlt: 5, unknown: 9 }, counters);
  // The wasm's own memory goes on under it.
  counters.set([60, 0, 1]);
  expect(counts.totals).toEqual({ hlt: 5 });
  counts.fold(counters);
  expect(counts.totals).toEqual({ hlt: 15, cpuid: 1, rdtsc: 1 });
});
