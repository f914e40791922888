import { expect, test } from 'vitest';
import type { Checkpoint } from '../engine/freezer.ts';
import { Points } from './points.ts';

const PAGES = 10;

/** A checkpoint of which nothing is looked at but when it was. */
function checkpointAt(instructions: number): Checkpoint {
  const part = { state: { instructions, clockNs: instructions }, devices: { info: '', pages: [] } };
  // Safe: the rest is the engine's, and nobody hands it this.
  return { ...part, jit: { modules: [] } } as unknown as Checkpoint;
}

function pointsAt(instants: readonly number[]): Points<null> {
  const points = new Points<null>();
  for (const [index, instant] of instants.entries()) {
    const page = new Uint8Array([index]);
    const link = {
      // As it was at the point before.
      memory: new Map([[index % PAGES, page]]),
      disk: new Map(),
      log: new Uint8Array([index]),
      output: new Uint8Array([index]),
      inputBytes: 1,
    };
    const console = { columns: 80, rows: 24, redraw: '', pending: [], lines: [] };
    points.add(
      { checkpoint: checkpointAt(instant), above: null, console, costMs: 0 },
      index === 0 ? null : link,
    );
  }
  return points;
}

test('the nearest point before an instant is found', () => {
  const points = pointsAt([0, 10, 20]);
  expect([-5, 0, 9, 10, 25].map((ns) => points.before(ns))).toEqual([0, 0, 0, 1, 2]);
});

test('a point between two others is forgotten before the first, and the way leads on', () => {
  const points = pointsAt([0, 1e9, 1.01e9, 1.02e9, 4e9]);
  expect(points.forgetOne()).toBe(false);
  expect(points.all.map(({ checkpoint }) => checkpoint.state.instructions)).toEqual([
    0, 1e9, 1.02e9, 4e9,
  ]);
  // Older pages win: what a page was at the point before both.
  expect([...points.link(1).memory.keys()].sort()).toEqual([2, 3]);
  expect([...points.link(1).log]).toEqual([2, 3]);
  const way = points.goTo(0);
  expect(way.memory).toHaveLength(3);
  expect(points.goTo(3).memory).toHaveLength(3);
});

test('of a replay the beginning is kept, and what lies between', () => {
  const points = pointsAt([0, 1e6, 2e6, 9e6]);
  expect(points.forgetOne(true)).toBe(false);
  expect(points.all.map(({ checkpoint }) => checkpoint.state.instructions)).toEqual([0, 2e6, 9e6]);
  expect([points.forgetOne(true), points.forgetOne(true)]).toEqual([false, true]);
});

test('where all are far from one another, the first is forgotten; its console is still known', () => {
  const points = pointsAt([0, 1e9, 2e9, 3e9]);
  expect(points.forgetOne()).toBe(true);
  expect(points.count).toBe(3);
  expect(points.goTo(0).memory).toHaveLength(2);
  expect(points.drawnAt(0).console.columns).toBe(80);
});
