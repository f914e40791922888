import type { Range } from './assumptions.ts';

const PLAIN = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });
const COMPACT = new Intl.NumberFormat('en', {
  notation: 'compact',
  compactDisplay: 'long',
  maximumSignificantDigits: 2,
});

/** `1,840`, `54,000`, `1.2 million`: as exact as a model is. */
export function quantityText(quantity: number): string {
  return quantity < 999_500 ? PLAIN.format(quantity) : COMPACT.format(quantity);
}

/** `0`, `12 µs`, `3.4 ms`, `1.2 s`, `3 min`. */
export function hostTimeText(ms: number): string {
  if (ms === 0) return '0';
  if (ms < 0.001) return 'under 1 µs';
  if (ms < 1) return `${digits(ms * 1000)} µs`;
  if (ms < 1000) return `${digits(ms)} ms`;
  const seconds = ms / 1000;
  if (seconds < 120) return `${digits(seconds)} s`;
  return seconds < 7200 ? `${digits(seconds / 60)} min` : `${digits(seconds / 3600)} h`;
}

/** `3 to 12 ms` for both ends of a range, once where they read the same. */
export function rangeText({ low, high }: Range, text: (value: number) => string): string {
  const [from, to] = [text(low), text(high)];
  if (from === to) return from;
  const unit = / \D+$/.exec(to)?.[0];
  if (unit === undefined || low === 0) return `${from} to ${to}`;
  if (from.endsWith(unit)) return `${from.slice(0, -unit.length)} to ${to}`;
  // "240 to 1.1 million" would read as 240 million.
  return / \D+$/.test(from) ? `${from} to ${to}` : `${from} up to ${to}`;
}

function digits(value: number): string {
  return value < 10 ? value.toFixed(1).replace(/\.0$/, '') : Math.round(value).toLocaleString('en');
}
