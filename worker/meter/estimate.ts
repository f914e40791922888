import type { SampledShare } from '#protocol/counters';

/** Instructions of one window, by the ring that executed them, each as often as it counts. */
export interface Rings {
  user: number;
  other: number;
}

/** Sums over windows of their lengths. */
export interface Windows {
  readonly count: number;
  /** Those that instructions of a ring are in. */
  readonly userWindows: number;
  readonly otherWindows: number;
  readonly user: number;
  readonly other: number;
  readonly userSquares: number;
  readonly otherSquares: number;
  readonly products: number;
}

/** Sums over windows of how often something was seen in them, and of its products with their lengths. */
export interface Seen {
  readonly user: number;
  readonly other: number;
  readonly userSquares: number;
  readonly otherSquares: number;
  readonly products: number;
  readonly userByUser: number;
  readonly userByOther: number;
  readonly otherByUser: number;
  readonly otherByOther: number;
}

export function noWindows(): Windows {
  return {
    count: 0,
    userWindows: 0,
    otherWindows: 0,
    user: 0,
    other: 0,
    userSquares: 0,
    otherSquares: 0,
    products: 0,
  };
}

export function notSeen(): Seen {
  return {
    user: 0,
    other: 0,
    userSquares: 0,
    otherSquares: 0,
    products: 0,
    userByUser: 0,
    userByOther: 0,
    otherByUser: 0,
    otherByOther: 0,
  };
}

export function withWindow(windows: Windows, { user, other }: Rings): Windows {
  return {
    count: windows.count + 1,
    userWindows: windows.userWindows + (user > 0 ? 1 : 0),
    otherWindows: windows.otherWindows + (other > 0 ? 1 : 0),
    user: windows.user + user,
    other: windows.other + other,
    userSquares: windows.userSquares + user ** 2,
    otherSquares: windows.otherSquares + other ** 2,
    products: windows.products + user * other,
  };
}

export function withCount(seen: Seen, { user, other }: Rings, length: Rings): Seen {
  return {
    user: seen.user + user,
    other: seen.other + other,
    userSquares: seen.userSquares + user ** 2,
    otherSquares: seen.otherSquares + other ** 2,
    products: seen.products + user * other,
    userByUser: seen.userByUser + user * length.user,
    userByOther: seen.userByOther + user * length.other,
    otherByUser: seen.otherByUser + other * length.user,
    otherByOther: seen.otherByOther + other * length.other,
  };
}

/** Of fewer windows nothing is said. */
export const FEWEST_WINDOWS = 2;

/**
 * The share of something in all instructions, of which ring 3 executed `userShare`, and an error that holds the truth in 19
 * of 20 cases at least. Legal from `FEWEST_WINDOWS` on.
 *
 * @param inRing3 whether ring 3 can execute it; without privileges some instructions only fault.
 */
export function estimate(
  windows: Windows,
  seen: Seen,
  userShare: number,
  inRing3 = true,
): SampledShare {
  const { count } = windows;
  const inUser = ratio(seen.user, windows.user);
  const inOther = ratio(seen.other, windows.other);
  const share = userShare * inUser + (1 - userShare) * inOther;
  const scatter = scatterOf(windows, seen, {
    inUser,
    inOther,
    a: ratio(userShare * count, windows.user),
    b: ratio((1 - userShare) * count, windows.other),
  });
  const statistical =
    quantile(degreesOf(windows)) * Math.sqrt(Math.max(0, scatter) / count / (count - 1));
  const unknown =
    (inRing3 ? userShare * unknownPart(userWindowsOf(windows), seen.user) : 0) +
    (1 - userShare) * unknownPart(otherWindowsOf(windows), seen.other);
  return { share, error: Math.min(1, statistical + unknown) };
}

/** How much of a ring something may be that its windows do not scatter in. */
function unknownPart(windows: number, seen: number): number {
  if (windows < FEWEST_WINDOWS) return 1;
  // Not seen in n windows: no more than 3/n of them have it (Hanley and Lippman-Hand, JAMA 1983).
  return seen === 0 ? Math.min(1, 3 / windows) : 0;
}

/** Windows beyond the first one of the ring that fewer fell into. */
function degreesOf(windows: Windows): number {
  const { count } = windows;
  const fewest = Math.min(userWindowsOf(windows) || count, otherWindowsOf(windows) || count);
  return Math.max(1, fewest - 1);
}

function userWindowsOf({ userWindows, user, userSquares }: Windows): number {
  return Math.min(userWindows, alike(user, userSquares));
}

function otherWindowsOf({ otherWindows, other, otherSquares }: Windows): number {
  return Math.min(otherWindows, alike(other, otherSquares));
}

/** As many windows of one length tell as much as these, which count for more or less (Kish, Survey Sampling, 1965). */
function alike(lengths: number, squares: number): number {
  return squares === 0 ? 0 : lengths ** 2 / squares;
}

interface Weights {
  readonly inUser: number;
  readonly inOther: number;
  /** What an instruction of each ring weighs. */
  readonly a: number;
  readonly b: number;
}

/** The sum over windows of the squared residuals a(c - pn) of ring 3 plus b(c - pn) of the others. */
function scatterOf(windows: Windows, seen: Seen, { inUser, inOther, a, b }: Weights): number {
  const user = seen.userSquares - 2 * inUser * seen.userByUser + inUser ** 2 * windows.userSquares;
  const other =
    seen.otherSquares - 2 * inOther * seen.otherByOther + inOther ** 2 * windows.otherSquares;
  const both =
    seen.products -
    inOther * seen.userByOther -
    inUser * seen.otherByUser +
    inUser * inOther * windows.products;
  return a ** 2 * user + b ** 2 * other + 2 * a * b * both;
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

/**
 * Two-sided 99 % of Student's distribution, nearly: exact to 3 % from three degrees of freedom on, and too wide below. Few
 * windows, unlike one another, are no normal distribution: with 95 % of it, the truth was outside in 1 of 10 runs.
 */
function quantile(degrees: number): number {
  return 2.576 + 5 / degrees + 9 / degrees ** 2 + 60 / degrees ** 4;
}
