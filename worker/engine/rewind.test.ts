import { expect, test } from 'vitest';
import { BUSY_SCRIPT, BUSY_SPAN } from '../node/busy-script.ts';
import { overlaid } from '../node/overlaid-run.ts';
import {
  type Instant,
  ScriptedRun,
  type ScriptPosition,
  TYPED_TEXT,
} from '../node/scripted-run.ts';
import { soaked } from '../node/soak.ts';
import type { Checkpoint } from './freezer.ts';
import type { PageRecord } from './memory-pages.ts';
import { SeededRandom } from './seeded-random.ts';

const SPAN_MS = 30 * 60_000;

const POINTS = soaked(8, 40);
const STEP = soaked(4e6, 2.5e6);

interface Point {
  readonly checkpoint: Checkpoint;
  readonly position: ScriptPosition;
  readonly instant: Instant;
}

/** A run with points to come back to. */
class Wanderer {
  readonly run: ScriptedRun;
  readonly points: Point[] = [];
  readonly #memory: PageRecord[] = [];
  readonly #disk: PageRecord[] = [];
  #stands = 0;

  constructor(run: ScriptedRun) {
    this.run = run;
  }

  async mark(): Promise<void> {
    const { engine, disk, position } = this.run;
    const { checkpoint, before } = engine.checkpoint(this.points.at(-1)?.checkpoint ?? null);
    // All that was written is known to have been.
    expect(engine.isAt(checkpoint, new Map())).toBe(true);
    const beforeOnDisk = disk?.mark() ?? new Map();
    if (this.points.length > 0) {
      this.#memory.push(before);
      this.#disk.push(beforeOnDisk);
    }
    this.#stands = this.points.length;
    this.points.push({ checkpoint, position, instant: await this.run.look() });
  }

  /** Goes to a point; what it was when it was marked. */
  goTo(index: number): Point {
    const way: PageRecord[] = [];
    const { disk } = this.run;
    disk?.revertToMark();
    while (this.#stands !== index) {
      const link = this.#stands > index ? this.#stands - 1 : this.#stands;
      way.push(this.#memory[link] ?? new Map());
      disk?.exchange(this.#disk[link] ?? new Map());
      this.#stands += Math.sign(index - this.#stands);
    }
    const point = this.points[index];
    if (point === undefined) throw new Error(`There is no point ${index}.`);
    this.run.engine.goTo(point.checkpoint, way);
    this.run.position = point.position;
    return point;
  }

  /** Whether the PC is now what it was at the point after the one that was gone to. */
  isAtNextPoint(): boolean {
    const next = this.points[this.#stands + 1];
    if (next === undefined) throw new Error('There is no next point.');
    return this.run.engine.isAt(next.checkpoint, this.#memory[this.#stands] ?? new Map());
  }
}

test(
  'a machine goes to any of its checkpoints, in any order, and runs on from each as it did',
  async () => {
    const run = await ScriptedRun.start(BUSY_SCRIPT);
    const wanderer = new Wanderer(run);
    const { points } = wanderer;
    await run.to(BUSY_SPAN.first);
    let frozen = run.freeze('whole');
    for (let index = 0; index < POINTS; index++) {
      await wanderer.mark();
      await run.to(run.engine.instructions + STEP / 2);
      if (index % 3 === 1) frozen = overlaid(frozen, run.freeze('changes'));
      await run.to(run.engine.instructions + STEP / 2);
    }
    expect(run.engine.jit.liveModules).toBeGreaterThan(0);

    const random = new SeededRandom(1);
    for (let jump = 0; jump < soaked(12, 200); jump++) {
      const index = Math.floor(random.fraction() * (POINTS - 1));
      const { instant } = wanderer.goTo(index);
      expect(await run.look(), `jump ${jump}, to ${index}`).toEqual(instant);
      const next = points[index + 1]?.instant;
      expect(await run.to(next?.instructions ?? 0), `jump ${jump}, after ${index}`).toEqual(next);
      expect(wanderer.isAtNextPoint()).toBe(true);
      if (jump % 4 === 0) frozen = overlaid(frozen, run.freeze('changes'));
      if (jump % 3 === 0) run.type(TYPED_TEXT);
      await run.to(run.engine.instructions + random.fraction() * 2 * STEP);
      expect(wanderer.isAtNextPoint()).toBe(false);
    }

    const { instant } = wanderer.goTo(2);
    const thawed = await ScriptedRun.thaw(
      BUSY_SCRIPT,
      overlaid(frozen, run.freeze('changes')),
      'exact',
    );
    expect(await thawed.look()).toEqual(instant);
    const next = points[3]?.instant;
    expect(await thawed.to(next?.instructions ?? 0)).toEqual(next);
    expect(await run.to(next?.instructions ?? 0)).toEqual(next);
  },
  SPAN_MS,
);
