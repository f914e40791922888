import { expect, test } from 'vitest';
import { BUSY_SCRIPT, BUSY_SPAN } from '../node/busy-script.ts';
import { ScriptedRun } from '../node/scripted-run.ts';
import { soaked } from '../node/soak.ts';
import type { Checkpoint } from './freezer.ts';
import { SeededRandom } from './seeded-random.ts';

const STEP = soaked(3e6, 2e5);

test(
  'whatever a guest and its devices write is noted: a checkpoint finds all that looking at all of memory does',
  async () => {
    const run = await ScriptedRun.start(BUSY_SCRIPT);
    const random = new SeededRandom(1);
    let last: Checkpoint | null = null;
    let pages = 0;
    while (run.engine.instructions < BUSY_SPAN.last) {
      await run.to(run.engine.instructions + random.fraction() * 2 * STEP);
      if (random.fraction() < 0.5) run.freeze('changes');
      const made = run.engine.checkpoint(last);
      pages += made.before.size;
      expect(run.engine.isAt(made.checkpoint, new Map()), `${run.engine.instructions}`).toBe(true);
      last = made.checkpoint;
    }
    expect(pages).toBeGreaterThan(5000);
  },
  30 * 60_000,
);
