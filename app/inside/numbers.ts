import type { SampledShare } from '#protocol/counters';

const WHOLE = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const SHORT = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 });

/** `1,842,000`. */
export function countText(count: number): string {
  return WHOLE.format(count);
}

/** `1,842,000 instructions`, `1 instruction`, `no device access`: with the word for what was counted. */
export function countedText(count: number, one: string, many = `${one}s`): string {
  if (count === 0) return `no ${one}`;
  return `${countText(count)} ${count === 1 ? one : many}`;
}

/** `0`, `0.3`, `12`, `1,840`, `1.84M`: to the precision that a changing number is read with. */
export function rateText(rate: number): string {
  if (rate === 0) return '0';
  if (rate < 0.05) return '<0.1';
  if (rate < 10) return rate.toFixed(1);
  return rate < 99_999.5 ? countText(rate) : SHORT.format(rate);
}

/** `12.3 %`; `–` of nothing. What is there is never 0.0 %, and what is not all is never 100.0 %. */
export function shareText(share: number | null): string {
  if (share === null) return '–';
  if (share > 0 && share < 0.0005) return '<0.1 %';
  if (share < 1 && share >= 0.9995) return '>99.9 %';
  return `${(share * 100).toFixed(1)} %`;
}

/** `12.3 ± 0.4 %`, with as many digits as the uncertainty is worth. */
export function sampledText({ share, error }: SampledShare): string {
  const digits = error === 0 || error >= 0.000_95 ? 1 : error >= 0.000_095 ? 2 : 3;
  return `${(share * 100).toFixed(digits)} ± ${(error * 100).toFixed(digits)} %`;
}

/** `0.4 ms`, `12 ms`, `1.84 s`. */
export function durationText(ms: number): string {
  if (ms < 9.95) return `${ms.toFixed(1)} ms`;
  return ms < 999.5 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(2)} s`;
}

/** `3F8h`. */
export function portText(port: number): string {
  return `${port.toString(16).toUpperCase()}h`;
}
