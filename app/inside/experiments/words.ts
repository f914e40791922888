import { countText } from '../numbers.ts';

/** `31.4`, `1,184`: to three digits where there are fewer before the point. */
export function figureText(value: number): string {
  if (value >= 100) return countText(value);
  return String(Number(value.toPrecision(3)));
}

/** `3.2 times`. */
export function timesText(ratio: number): string {
  return `${figureText(ratio)} times`;
}
