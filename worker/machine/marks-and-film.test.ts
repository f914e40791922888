import { afterAll, beforeAll, expect, test } from 'vitest';
import { createNodeLibrary } from '../node/node-library.ts';
import { configOf, createNodeMachine, NODE_FILES } from '../node/node-machine.ts';
import type { Machine } from './machine.ts';

/** A machine that shares its host takes its time. */
const LONG = { timeoutMs: 120_000 };

let machine: Machine;

beforeAll(async () => {
  machine = createNodeMachine();
  machine.attachLibrary(createNodeLibrary('marks-test'));
  await machine.boot(configOf('tiny', { memoryMiB: 32 }), NODE_FILES);
});

afterAll(() => machine.powerOff());

const marks = async () => (await machine.timeline()).marks;

test('a point says how often the guest had to do with devices, and how many interrupts it took', async () => {
  await machine.run('ls -lR /etc; sleep 1');
  await machine.pause();
  const { measured } = await machine.counters();
  const { fromNs, points } = await machine.timeline();
  await machine.rewindTo(fromNs);
  const before = (await machine.counters()).measured;
  await machine.rewindTo((await machine.timeline()).toNs);
  const after = (await machine.timeline()).points;
  const sum = (key: 'deviceAccesses' | 'interrupts') =>
    after.reduce((total, point) => total + (point[key] ?? Number.NaN), 0);
  expect(sum('interrupts')).toBe(measured.events.interrupt - before.events.interrupt);
  expect(sum('deviceAccesses')).toBeGreaterThan(points.at(-1)?.outputBytes ?? 0);
  await machine.resume();
});

test('an instant that was named is gone to by its mark; a snapshot marks its own', async () => {
  await machine.run('echo one >/tmp/note');
  const named = await machine.bookmark('  one note ');
  expect(named).toMatchObject({ kind: 'bookmark', name: 'one note' });
  await machine.run('echo two >/tmp/note');
  await machine.freeze({ name: 'two notes' });
  await machine.run('rm /tmp/note');
  await machine.rewindTo(named.guestTimeNs);
  const within = await machine.bookmark('the same');
  expect(within.guestTimeNs).toBe(named.guestTimeNs);
  const timeline = await machine.timeline();
  for (const outside of [timeline.fromNs - 1, timeline.toNs + 1, Number.NaN]) {
    await expect(machine.bookmark('nowhere', outside)).rejects.toThrow(RangeError);
  }
  const later = await machine.bookmark('two', named.guestTimeNs + 1e6);
  expect(later.guestTimeNs).toBe(named.guestTimeNs + 1e6);
  expect((await marks()).map(({ kind, name }) => [kind, name])).toEqual([
    ['bookmark', 'one note'],
    ['bookmark', 'the same'],
    ['bookmark', 'two'],
    ['snapshot', 'two notes'],
  ]);

  const snapshot = (await marks())[3]?.guestTimeNs ?? 0;
  await machine.rewindTo(snapshot);
  const { toNs } = await machine.timeline();
  await machine.rewindTo(toNs);
  await machine.rewindTo(named.guestTimeNs);
  await machine.takeOver({ discard: true });
  expect((await machine.run('cat /tmp/note')).output).toBe('one\n');
  expect((await marks()).map(({ name }) => name)).toEqual(['one note', 'the same']);
});

test('a mark is forgotten with its instant', async () => {
  await machine.bookmark('soon forgotten');
  await machine.setPastBudget(16 * 2 ** 20);
  for (let turn = 0; (await marks()).length > 0 && turn < 40; turn++) {
    await machine.run('head -c 3000000 /dev/urandom >/tmp/noise; md5sum /tmp/noise', LONG);
  }
  expect(await marks()).toEqual([]);
  await machine.setPastBudget(256 * 2 ** 20);
}, 300_000);

test('the film shows what the console showed', async () => {
  for (let frame = 1; frame <= 4; frame++) {
    await machine.run(
      `clear; echo picture ${frame}; i=0; while [ $i -lt 8000 ]; do i=$((i+1)); done`,
      LONG,
    );
  }
  await machine.pause();
  const film = await machine.film(60);
  expect(film.length).toBeGreaterThan(2);
  expect(film.length).toBeLessThanOrEqual(60);
  const times = film.map(({ guestTimeNs }) => guestTimeNs);
  expect(times).toEqual([...times].sort((a, b) => a - b));
  for (const { guestTimeNs, picture } of film) {
    await machine.rewindTo(guestTimeNs);
    expect(await machine.screen()).toBe(picture.lines.join('\n').trimEnd());
  }
  expect((await machine.film(3)).length).toBeLessThanOrEqual(3);
  expect(await machine.film(1)).toHaveLength(1);
  for (const frames of [0, 61, 1.5, Number.NaN]) {
    await expect(machine.film(frames)).rejects.toThrow(RangeError);
  }
  await machine.rewindTo((await machine.timeline()).toNs);
  await machine.resume();
}, 300_000);

test('what was shown for a few seconds is in the film, though little was executed', async () => {
  await machine.run('clear; echo now you see it; sleep 3; clear; sleep 3');
  const texts = (await machine.film(60)).map(({ picture }) => picture.lines.join('\n'));
  expect(texts.some((text) => /^now you see it/m.test(text))).toBe(true);
});

test('what is no name is refused', async () => {
  for (const name of ['', '   ', 'x'.repeat(81)]) {
    await expect(machine.bookmark(name)).rejects.toThrow(RangeError);
  }
  // Safe: scripts are not always typed.
  await expect(machine.bookmark(7 as unknown as string)).rejects.toThrow(TypeError);
});
