import type { GuestClock } from './guest-clock.ts';
import type { SeededRandom } from './seeded-random.ts';

/** What v86's devices may read of the world while one machine executes. */
export interface GuestWorld {
  readonly clock: GuestClock;
  readonly random: SeededRandom;
}

/** The host's own clock, for all that is not the guest's. */
export const hostNowMs: () => number = performance.now.bind(performance);

let current: GuestWorld | null = null;

/** Runs `work`, synchronous, with `performance.now`, `Date.now` and `Math.random` read from the guest's world. */
export function inGuestWorld<T>(world: GuestWorld, work: () => T): T {
  const outer = current;
  current = world;
  try {
    return work();
  } finally {
    current = outer;
  }
}

/** The same for work that goes on in promises alone, without a task in between. */
export async function inGuestWorldUntilSettled(
  world: GuestWorld,
  work: () => Promise<void>,
): Promise<void> {
  const outer = current;
  current = world;
  try {
    await work();
  } finally {
    current = outer;
  }
}

let turn: Promise<void> = Promise.resolve();

/**
 * The same for work that is spread over several tasks, as v86's construction is; such works take turns. What else runs
 * on this thread meanwhile sees the guest's world too: the host's clock is at `hostNowMs`.
 */
export function inGuestWorldThroughout<T>(world: GuestWorld, work: () => Promise<T>): Promise<T> {
  const result = turn.then(async () => {
    current = world;
    try {
      return await work();
    } finally {
      current = null;
    }
  });
  // Not the result itself: it would keep the last PC that was built.
  turn = result.then(
    () => {},
    () => {},
  );
  return result;
}

/**
 * Puts the guest's clock and randomness where v86's devices look for them. v86 binds `performance.now` when its module
 * loads, so this comes before v86 is imported. Outside `inGuestWorld` all are the host's, as ever.
 */
export function installGuestGlobals(): void {
  const hostDate = Date.now.bind(Date);
  const hostRandom = Math.random.bind(Math);
  // `new Date()` too: v86's 9p device stamps files with it, and its clock chip reads it.
  globalThis.Date = new Proxy(Date, {
    construct: (date, args, newTarget) =>
      Reflect.construct(date, args.length === 0 ? [Date.now()] : args, newTarget),
  });
  performance.now = () => (current === null ? hostNowMs() : current.clock.readMs());
  Date.now = () => (current === null ? hostDate() : Math.floor(current.clock.readDateMs()));
  Math.random = () => (current === null ? hostRandom() : current.random.fraction());
}
