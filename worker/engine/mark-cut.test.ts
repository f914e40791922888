import { expect, test } from 'vitest';
import { ScriptedTime } from '../machine/time-source.ts';
import { marksGuest } from '../node/test-guest/marks-guest.ts';
import { createTestGuest, thawTestGuest } from '../node/test-guest/run-guest.ts';
import type { Engine } from './engine.ts';

/** Instructions by which a slice may go on behind a mark. */
const MOST_BEHIND = 2000;

/** Runs so many slices, and returns how many instructions each of them has executed. */
function slices(engine: Engine, count: number): number[] {
  const time = new ScriptedTime();
  return Array.from({ length: count }, () => {
    const before = engine.instructions;
    engine.runSlice(time.anchorNs(before));
    return engine.instructions - before;
  });
}

test('a mark ends a slice, also where its beginning was written before a freeze', async () => {
  const original = await createTestGuest(marksGuest());
  const early = original.freeze('whole');
  const [whole] = slices(original, 1);
  const within = original.freeze('whole');
  const thawed = await thawTestGuest(marksGuest(), within);

  const next = slices(original, 2);
  expect(next[1]).toBeLessThan(60_000);
  expect(original.instructionsSinceMark).toBeLessThan(MOST_BEHIND);
  expect(slices(thawed, 2)).toEqual(next);

  original.prepareRestore(early, 'exact')(0);
  expect(slices(original, 1)).toEqual([whole]);
  expect(slices(original, 2)).toEqual(next);
});

test('a mark ends a slice that began with the processor halted', async () => {
  const engine = await createTestGuest(marksGuest());
  const time = new ScriptedTime();
  while (!engine.idle) engine.runSlice(time.anchorNs(engine.instructions));
  const halted = engine.instructions;
  while (engine.instructions === halted) {
    time.idleMs(1);
    engine.runSlice(time.anchorNs(engine.instructions));
  }
  expect(engine.instructionsSinceMark).toBeLessThan(MOST_BEHIND);
  expect(engine.instructions - halted).toBeLessThan(MOST_BEHIND);
});
