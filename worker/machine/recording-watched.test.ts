import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LibraryProgress } from '#protocol/snapshots';
import { createNodeLibrary } from '../node/node-library.ts';
import { configOf, createNodeMachine, NODE_FILES } from '../node/node-machine.ts';
import { standing } from '../node/replayed.ts';
import { recordKeys } from '../node/stored-records.ts';
import type { Machine } from './machine.ts';

const LIBRARY = 'recording-watched-test';
const library = createNodeLibrary(LIBRARY);
let machine: Machine;
let fromNs: number;
let toNs: number;

beforeAll(async () => {
  machine = createNodeMachine();
  machine.attachLibrary(library);
  await machine.boot(configOf('tiny', { memoryMiB: 32 }), NODE_FILES);
  fromNs = (await machine.timeline()).toNs;
  await machine.run('ls -lR /etc | md5sum; sleep 1; echo done', { timeoutMs: 240_000 });
  await machine.pause();
  // From then on it has nothing to save by itself.
  await machine.freeze();
  toNs = (await machine.timeline()).toNs;
}, 400_000);

afterAll(() => machine.powerOff());

/** Breaks off when it was asked so often. */
function breakingOffAt(asks: number) {
  const watch = {
    asked: 0,
    steps: new Set<LibraryProgress['step']>(),
    cancelled: () => ++watch.asked > asks,
    onProgress: ({ step }: LibraryProgress) => void watch.steps.add(step),
  };
  return watch;
}

test('a recording tells what it reads and what it stores, each to its end', async () => {
  const told: LibraryProgress[] = [];
  const how = { cancelled: () => false, onProgress: (at: LibraryProgress) => void told.push(at) };
  const { id } = await machine.recordReplay(fromNs, toNs, {}, how);
  for (const step of ['reading', 'storing'] as const) {
    const bytes = told.filter((at) => at.step === step);
    expect(bytes.length).toBeGreaterThan(1);
    const done = bytes.map(({ doneBytes }) => doneBytes);
    expect(done).toEqual(done.toSorted((one, other) => one - other));
    expect(bytes.at(-1)?.doneBytes).toBe(bytes.at(-1)?.totalBytes);
  }
  expect(told.map(({ step }) => step)).toEqual(told.map(({ step }) => step).toSorted());
  await library.delete(id);
});

test('broken off at any time, a recording keeps nothing, and leaves the machine where it stood', async () => {
  await library.collect();
  const kept = await recordKeys(LIBRARY);
  const before = await standing(machine);
  const { points } = await machine.timeline();
  const brokenIn = new Set<string>();
  for (let asks = 0; ; asks += asks < 4 ? 1 : 4) {
    const how = breakingOffAt(asks);
    const recording = machine.recordReplay(fromNs, toNs, {}, how);
    const name = await recording.then(
      () => 'kept',
      (error: Error) => error.name,
    );
    expect(machine.status.phase).toBe('paused');
    expect(await standing(machine)).toEqual(before);
    if (name === 'kept') break;
    expect(name).toBe('Cancelled');
    brokenIn.add([...how.steps].at(-1) ?? 'beginning');
    await library.collect();
    expect(await recordKeys(LIBRARY)).toEqual(kept);
    expect((await machine.timeline()).points).toEqual(points);
  }
  expect([...brokenIn]).toEqual(['beginning', 'reading', 'storing']);
  const { id } = await machine.freeze();
  await expect(library.verify(id)).resolves.toBeDefined();
  await machine.rewindTo((fromNs + toNs) / 2);
  await machine.rewindTo(toNs);
  expect(await standing(machine)).toEqual(before);
}, 400_000);
