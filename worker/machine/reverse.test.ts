import { afterEach, expect, test } from 'vitest';
import { SeededRandom } from '../engine/seeded-random.ts';
import { createNodeLibrary } from '../node/node-library.ts';
import { configOf, createNodeMachine, NODE_FILES } from '../node/node-machine.ts';
import { soaked } from '../node/soak.ts';
import { standsAt } from '../node/standing-machine.ts';
import type { Machine } from './machine.ts';

/** A machine that shares its host takes its time. */
const LONG = { timeoutMs: 240_000 };

const LEAST_BUDGET = 16 * 2 ** 20;

const INSTANTS = soaked(6, 30);
const JUMPS = soaked(12, 500);

let machine: Machine;

afterEach(() => machine.powerOff());

interface Instant {
  readonly atNs: number;
  readonly stands: Awaited<ReturnType<typeof standsAt>>;
}

/** Work of several kinds, each a little of it. */
const WORK: readonly string[] = [
  'ls -lR /etc | md5sum',
  "awk 'BEGIN { for (i = 0; i < 3000; i++) s += sin(i); print s }'",
  'head -c 400000 /dev/urandom >/data/noise; sync',
  'for i in 1 2 3 4 5 6 7 8; do /bin/true; done; cat /proc/uptime',
];

async function record(count: number): Promise<Instant[]> {
  const instants: Instant[] = [];
  for (let index = 0; index < count; index++) {
    await machine.run(WORK[index % WORK.length] ?? 'true', LONG);
    await machine.pause();
    const { guestTimeNs } = await machine.progress();
    instants.push({ atNs: guestTimeNs, stands: await standsAt(machine) });
    await machine.resume();
  }
  return instants;
}

/** Those of the instants that are remembered. */
async function remembered(instants: readonly Instant[]): Promise<Instant[]> {
  const { fromNs } = await machine.timeline();
  return instants.filter(({ atNs }) => atNs >= fromNs);
}

async function expectAt({ atNs, stands }: Instant, what: string): Promise<void> {
  await machine.rewindTo(atNs);
  expect(await standsAt(machine), what).toEqual(stands);
  const { guestTimeNs } = await machine.counters();
  expect(Math.abs(guestTimeNs - atNs)).toBeLessThan(1e6);
}

test(
  'with the least memory, and snapshots taken and resumed in between, instants are what they were',
  async () => {
    machine = createNodeMachine();
    machine.attachLibrary(createNodeLibrary('reverse-test'));
    await machine.boot(
      configOf('tiny', { memoryMiB: 32, disk: { kind: 'blank', sizeMiB: 8 } }),
      NODE_FILES,
    );
    await machine.setPastBudget(LEAST_BUDGET);
    const random = new SeededRandom(11);
    for (let part = 0; part < 2; part++) {
      const first = await record(INSTANTS / 2);
      const { id } = await machine.freeze();
      const instants = [...first, ...(await record(INSTANTS / 2))];
      // What is the present runs.
      await machine.run('true', LONG);
      expect((await machine.timeline()).bytes).toBeLessThanOrEqual(LEAST_BUDGET);
      let known = await remembered(instants);
      expect(known.length).toBeGreaterThan(0);
      for (const instant of known.toReversed()) await expectAt(instant, 'backwards');
      for (let jump = 0; jump < JUMPS / 2; jump++) {
        const instant = known[Math.floor(random.fraction() * known.length)];
        if (instant === undefined) throw new Error('There is no such instant.');
        await expectAt(instant, `jump ${jump}`);
        if (jump % 10 !== 5) continue;
        // Taken where it lives, and gone back from there.
        await machine.rewindTo((await machine.timeline()).toNs);
        await machine.freeze();
        // It has lived on for a moment: the earliest may have been forgotten for that.
        known = await remembered(known);
      }
      const taken = first.at(-1);
      await machine.rewindTo((await machine.timeline()).toNs);
      await machine.resumeFrom(id);
      await machine.run('true', LONG);
      expect((await machine.timeline()).fromNs).toBeGreaterThanOrEqual(taken?.stands.clockNs ?? 0);
    }
  },
  60 * 60_000,
);
