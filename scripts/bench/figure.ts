import type { Estimate } from './statistics.ts';

export type Unit = 'ratio' | 'ms' | 'instructions' | 'bytes' | 'share';

/** One measured figure; `id` finds its budget, and its words in the report. */
export interface Figure {
  readonly id: string;
  readonly title: string;
  readonly unit: Unit;
  readonly value: number;
  /** The 95 % interval; null where the value is exact, or is an extreme. */
  readonly interval: { readonly low: number; readonly high: number } | null;
  readonly samples: number;
  /** What the value was made from, in words. */
  readonly detail: string;
}

export function figureOf(
  words: Pick<Figure, 'id' | 'title' | 'unit' | 'detail'>,
  { value, low, high, samples }: Estimate,
): Figure {
  return { ...words, value, interval: { low, high }, samples };
}

/** How long and how often to measure. */
export interface Effort {
  readonly quick: boolean;
  readonly leastPairs: number;
  readonly mostPairs: number;
  /** Enough is measured when half the interval is under this share of the value. */
  readonly precision: number;
}

export const FULL: Effort = { quick: false, leastPairs: 6, mostPairs: 20, precision: 0.03 };
export const QUICK: Effort = { quick: true, leastPairs: 3, mostPairs: 3, precision: 0.03 };
