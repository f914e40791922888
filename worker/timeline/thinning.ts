/** A point as far as thinning concerns it. */
export interface Spaced {
  readonly instructions: number;
  /** Another point cannot do without it. */
  readonly needed: boolean;
}

/** Running again from one point to the next shall take no longer than so many instructions, however old they are: some seconds. */
const LONGEST_WAY = 400e6;

/** Points of the last so many instructions, about a minute's work, stay near while there is room. */
const RECENT = 5e9;

/** Half a second's work. */
const NEAR = 40e6;

/** From one older point to the next at most so much of the way from there to the present. */
const SPACING = 1 / 10;

/**
 * What to forget next, where points take too much room: the place of a point between two others, older ones first, then those
 * that are very near to one another, then recent ones; and where all are far from one another, the first.
 *
 * @param keepsFirst the first is forgotten only where there is no other: nothing is more recent than all that is to come.
 */
export function nextToForget(points: readonly Spaced[], keepsFirst = false): number {
  if (keepsFirst) return nearest(points, () => 1, Number.POSITIVE_INFINITY);
  return (
    nearest(points, (age) => (age < RECENT ? 0 : mostFor(age))) ||
    nearest(points, () => NEAR) ||
    nearest(points, mostFor)
  );
}

/** How far points of an age may be from one another. */
function mostFor(age: number): number {
  return Math.min(LONGEST_WAY, age * SPACING);
}

/**
 * The point nearest to its neighbours, as a share of how far they may be from one another without it, which depends on how many
 * instructions ago it was, `limit` of that at most; 0 where none may be forgotten.
 */
function nearest(points: readonly Spaced[], mostOf: (age: number) => number, limit = 1): number {
  const present = points.at(-1)?.instructions ?? 0;
  let best = 0;
  let least = limit;
  for (let index = 1; index < points.length - 1; index++) {
    if (points[index]?.needed) continue;
    const at = (place: number): number => points[place]?.instructions ?? 0;
    const share = (at(index + 1) - at(index - 1)) / mostOf(present - at(index));
    if (share < least) {
      least = share;
      best = index;
    }
  }
  return best;
}
