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
): Promise<ReadonlyMap<string, Contest>> {
  const pairs = new Map<string, Pair[]>(names.map((name) => [name, []]));
  const contests = new Map<string, Contest>();
  let open = names;
  for (let done = 1; open.length > 0 && done <= mostPairs; done++) {
    for (const [name, pair] of await round(open, done % 2 === 1)) pairs.get(name)?.push(pair);
    for (const name of open) {
      const contest = summarize(pairs.get(name) ?? []);
      contests.set(name, contest);
      console.log(`  ${done}. ${name}: ${inWords(contest)}`);
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

function inWords({ ratio, snowglobeMs, stockMs }: Contest): string {
  const interval = `${ratio.value.toFixed(3)} [${ratio.low.toFixed(3)}, ${ratio.high.toFixed(3)}]`;
  return `${interval}, Snowglobe ${snowglobeMs.toFixed(0)} ms, stock ${stockMs.toFixed(0)} ms`;
}
