/** A value with the range in which 95 of 100 repetitions of the whole measurement would put it. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly samples: number;
}

const RESAMPLES = 4000;

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** The median, with its 95 % interval from bootstrap resampling; the same values give the same interval. */
export function estimateMedian(values: readonly number[]): Estimate {
  const random = randomNumbers(1);
  const medians = Array.from({ length: RESAMPLES }, () =>
    median(values.map(() => values[Math.floor(random() * values.length)] ?? Number.NaN)),
  ).sort((a, b) => a - b);
  const at = (share: number): number => medians[Math.round(share * (RESAMPLES - 1))] ?? Number.NaN;
  return { value: median(values), low: at(0.025), high: at(0.975), samples: values.length };
}

/** Half the interval's width, as a share of the value. */
export function relativeHalfWidth({ value, low, high }: Estimate): number {
  return (high - low) / 2 / value;
}

/** Mulberry32: numbers from 0 up to 1; the same seed gives the same. */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
