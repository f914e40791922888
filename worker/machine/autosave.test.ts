import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Autosave } from './autosave.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** When a machine saves itself, in milliseconds from now on, within so many: one that works all the time, or does nothing. */
function savesOf({ works, kept }: { works: boolean; kept: boolean }, withinMs: number): number[] {
  const begunMs = Date.now();
  const ranMs = () => Date.now() - begunMs;
  const saves: number[] = [];
  const progress = () => ({
    instructions: works ? ranMs() * 50_000 : 0,
    guestTimeNs: ranMs() * 1e6,
    wallTimeMs: ranMs(),
  });
  const autosave = new Autosave({
    progress,
    isKept: () => kept || saves.length > 0,
    save: async () => {
      saves.push(ranMs());
      autosave.noteSaved(progress(), false);
    },
    noteUnsaved: () => {},
    nowMs: () => Date.now(),
  });
  autosave.noteSaved(progress(), false);
  autosave.noteUse();
  vi.advanceTimersByTime(withinMs);
  autosave.stop();
  return saves;
}

test('a machine that works is saved for the first time two seconds after its first use, and then every 15 seconds', () => {
  expect(savesOf({ works: true, kept: false }, 31_000)).toEqual([2000, 17_000]);
});

test('one that was saved before is saved once it is quiet, and not again while nothing happens', () => {
  expect(savesOf({ works: false, kept: true }, 30_000)).toEqual([1000]);
});
