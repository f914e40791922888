/** A point as far as thinning concerns it. */
export interface Spaced {
  readonly instructions: number;
  /** Another point cannot do without it. */
  readonly needed: boolean;
}

/** Running again from one point to the next shall take no longer than so many instructions, however old they are: some seconds. */
const LONGEST_WAY = 400e6;

/** Points of the last so many instructions stay as near as they were made. */
const RECENT = 1e9;

/** From one point to the next at most so much of the way from there to the present. */
const SPACING = 1 / 10;

/**
 * What to forget next, where points take too much room: the place of a point between two others, or the first.
 *
 * @param keepsFirst the first is forgotten only where there is no other: nothing is more recent than all that is to come.
 */
export function nextToForget(points: readonly Spaced[], keepsFirst = false): number {
  const present = points.at(-1)?.instructions ?? 0;
  let best = 0;
  let least = keepsFirst ? Number.POSITIVE_INFINITY : 1;
  for (let index = 1; index < points.length - 1; index++) {
    const before = points[index - 1]?.instructions ?? 0;
    const after = points[index + 1]?.instructions ?? 0;
    const age = present - (points[index]?.instructions ?? 0);
    const way = after - before;
    if (points[index]?.needed) continue;
    if (!keepsFirst && (age < RECENT || way > LONGEST_WAY)) continue;
    const density = keepsFirst ? way : way / (age * SPACING);
    if (density < least) {
      least = density;
      best = index;
    }
  }
  return best;
}
