import type { Effort } from './figure.ts';
import { type Estimate, estimateMedian, median, relativeHalfWidth } from './statistics.ts';

/** One thing measured on both sides, one right after the other, in milliseconds. */
export interface Pair {
  readonly snowglobeMs: number;
  readonly stockMs: number;
}

/** All pairs of one contest: how many times as fast as stock v86 Snowglobe is, and the median times. */
export interface Contest extends Pair {
  readonly ratio: Estimate;
}

/** What stands where Snowglobe and stock v86 stand in a pair, in words. */
export type Sides = readonly [snowglobe: string, stock: string];

const AGAINST_STOCK: Sides = ['Snowglobe', 'stock'];

/** Measures one pair for each of the names. */
export type Round = (
  names: readonly string[],
  snowglobeFirst: boolean,
) => Promise<ReadonlyMap<string, Pair>>;

/** Rounds, sides in turn (Snowglobe, stock, stock, Snowglobe, …), until each name's interval is narrow enough. */
export async function inPairs(
  names: readonly string[],
  { leastPairs, mostPairs, precision }: Effort,
  round: Round,
  sides = AGAINST_STOCK,
): Promise<ReadonlyMap<string, Contest>> {
  const pairs = new Map<string, Pair[]>(names.map((name) => [name, []]));
  const contests = new Map<string, Contest>();
  let open = names;
  for (let done = 1; open.length > 0 && done <= mostPairs; done++) {
    for (const [name, pair] of await round(open, done % 2 === 1)) pairs.get(name)?.push(pair);
    for (const name of open) {
      const contest = summarize(pairs.get(name) ?? []);
      contests.set(name, contest);
      console.log(
        `  ${done}. ${name}: ${estimateInWords(contest.ratio)}, ${timesInWords(contest, sides)}`,
      );
    }
    open = open.filter((name) => {
      const contest = contests.get(name);
      return done < leastPairs || !contest || relativeHalfWidth(contest.ratio) >= precision;
    });
  }
  return contests;
}

/** Both sides of a pair, in the order that is due. */
export async function measureBoth(
  snowglobeFirst: boolean,
  snowglobe: () => Promise<number>,
  stock: () => Promise<number>,
): Promise<Pair> {
  if (snowglobeFirst) return { snowglobeMs: await snowglobe(), stockMs: await stock() };
  const stockMs = await stock();
  return { snowglobeMs: await snowglobe(), stockMs };
}

function summarize(pairs: readonly Pair[]): Contest {
  return {
    ratio: estimateMedian(pairs.map(({ snowglobeMs, stockMs }) => stockMs / snowglobeMs)),
    snowglobeMs: median(pairs.map(({ snowglobeMs }) => snowglobeMs)),
    stockMs: median(pairs.map(({ stockMs }) => stockMs)),
  };
}

/** The share of stock v86's time that Snowglobe takes: the ratio the other way round. */
export function shareOfTime({ ratio: { value, low, high, samples } }: Contest): Estimate {
  return { value: 1 / value, low: 1 / high, high: 1 / low, samples };
}

/** The median times of both sides. */
export function timesInWords({ snowglobeMs, stockMs }: Pair, sides = AGAINST_STOCK): string {
  return `${sides[0]} ${msInWords(snowglobeMs)}, ${sides[1]} ${msInWords(stockMs)}`;
}

export function msInWords(ms: number): string {
  return `${ms.toFixed(ms < 100 ? 1 : 0)} ms`;
}

function estimateInWords({ value, low, high }: Estimate): string {
  return `${value.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`;
}
