import type { MeasuredCounts } from '#protocol/counters';
import { ASSUMPTIONS, type Range } from './assumptions.ts';
import { countClasses } from './counted.ts';
import { encounter } from './encounters.ts';
import { leavingShare, product, total } from './price.ts';
import type { DirectWorld, EventClass } from './worlds.ts';

/** How many events of these classes leave the guest in a world, as assumed at first. What samples alone know of is not in it. */
export function leavingOf(
  measured: MeasuredCounts,
  world: DirectWorld,
  classes: readonly EventClass[],
): Range {
  const counts = countClasses(measured, null, ASSUMPTIONS);
  return total(
    classes.map((eventClass) =>
      product(counts[eventClass].count, leavingShare(encounter(eventClass, world), ASSUMPTIONS)),
    ),
  );
}
