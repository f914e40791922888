import { afterEach, expect, test } from 'vitest';
import { SeededRandom } from '../engine/seeded-random.ts';
import { createNodeLibrary } from '../node/node-library.ts';
import { configOf, createNodeMachine, NODE_FILES } from '../node/node-machine.ts';
import { replayInProcess, standingsAt } from '../node/replayed.ts';
import { type Deed, someDeeds } from '../node/session-deeds.ts';
import { soaked } from '../node/soak.ts';
import type { Machine } from './machine.ts';

const library = createNodeLibrary('replay-sessions-test');
const machines: Machine[] = [];

/** Computers may have much else to do. */
const PATIENT = { timeoutMs: 240_000 };

afterEach(async () => {
  for (const machine of machines.splice(0)) await machine.powerOff();
});

async function booted(): Promise<Machine> {
  const machine = createNodeMachine();
  machines.push(machine);
  machine.attachLibrary(library);
  await machine.boot(
    configOf('tiny', { memoryMiB: 32, disk: { kind: 'blank', sizeMiB: 8 } }),
    NODE_FILES,
  );
  return machine;
}

async function perform(machine: Machine, deed: Deed): Promise<void> {
  if ('run' in deed) await machine.run(deed.run, PATIENT);
  else if ('type' in deed) await machine.type(deed.type);
  else if ('waitFor' in deed) await machine.waitFor(deed.waitFor, PATIENT);
  else if ('rate' in deed) await machine.setRate(deed.rate);
  else if ('jit' in deed) await machine.setJit(deed.jit);
  else if ('sample' in deed) await machine.sample(deed.sample, 'scripts');
  else {
    await machine.pause();
    await machine.resume();
  }
}

/** Works until the guest's clock shows a time; the last deed is not cut short. */
async function workUntil(machine: Machine, ns: number, random: SeededRandom): Promise<void> {
  while ((await machine.progress()).guestTimeNs < ns) {
    for (const deed of someDeeds(random)) await perform(machine, deed);
  }
}

test(
  'random sessions, cut at random instants of a warm machine, do the same in another process',
  async () => {
    const machine = await booted();
    const sessionNs = soaked(3, 20) * 1e9;
    for (let seed = 1; seed <= soaked(2, 50); seed++) {
      const random = new SeededRandom(seed);
      await machine.resume();
      const { toNs: beginNs } = await machine.timeline();
      await workUntil(machine, beginNs + sessionNs, random);
      await machine.pause();
      const { toNs: endNs } = await machine.timeline();
      const [fromNs = beginNs, toNs = endNs] = [random.fraction(), random.fraction()]
        .map((share) => beginNs + share * (endNs - beginNs))
        .sort((one, other) => one - other);
      const { id } = await machine.recordReplay(fromNs, toNs);
      const instants = Array.from(
        { length: 5 },
        () => fromNs + random.fraction() * (toNs - fromNs),
      );
      instants.push(toNs, ...instants.slice(0, 2));
      const first = await standingsAt(machine, instants);
      const file = new Uint8Array(await (await library.export(id, NODE_FILES)).arrayBuffer());
      expect(await replayInProcess({ file, instants }), `seed ${seed}`).toEqual(first);
      await machine.rewindTo((await machine.timeline()).toNs);
      await library.delete(id);
      await library.collect();
    }
  },
  120 * 60_000,
);

test(
  'a long session does the same in another process at a hundred instants',
  async () => {
    const machine = await booted();
    await machine.setPastBudget(2 ** 31);
    const random = new SeededRandom(30);
    const { toNs: fromNs } = await machine.timeline();
    const lastNs = fromNs + soaked(5, 30 * 60) * 1e9;
    // Idle time is soon over: the deeds are what takes time.
    await machine.setRate(10);
    await workUntil(machine, lastNs, random);
    await machine.pause();
    const { toNs } = await machine.timeline();
    const { id } = await machine.recordReplay(fromNs, toNs);
    const count = soaked(5, 100);
    const instants = Array.from(
      { length: count },
      (_, index) => fromNs + ((toNs - fromNs) * (index + 0.5)) / count,
    );
    const first = await standingsAt(machine, instants);
    const file = new Uint8Array(await (await library.export(id, NODE_FILES)).arrayBuffer());
    expect(await replayInProcess({ file, instants })).toEqual(first);
  },
  120 * 60_000,
);
