import { LEAST_CPU_CAP } from '#protocol/tempo';

/** What a field says: a number, or why it is none. */
export type Amount<Value> = { readonly value: Value } | { readonly refusal: string };

const UNITS: Readonly<Record<string, number>> = { '': 1, K: 1e3, M: 1e6, G: 1e9 };

/** `10000`, `10,000`, `10 k`, `2.5M`; nothing, or `unlimited`: no cap. */
export function readCpuCap(text: string): Amount<number | null> {
  const plain = text.replace(/[\s,_]/g, '').toUpperCase();
  if (plain === '' || plain === 'UNLIMITED') return { value: null };
  const [, digits, unit = ''] = /^(\d+(?:\.\d+)?)([KMG]?)$/.exec(plain) ?? [];
  const value = Math.round(Number(digits) * (UNITS[unit] ?? 1));
  if (digits !== undefined && value >= LEAST_CPU_CAP && Number.isSafeInteger(value)) {
    return { value };
  }
  return {
    refusal: `“${text.trim()}” is no such number: give 10,000 or more, as 50k or 2M, or leave it empty for no cap.`,
  };
}

/** `10 k`, `2.5 M`: as `readCpuCap` reads it; nothing for no cap. */
export function cpuCapText(instructionsPerSecond: number | null): string {
  if (instructionsPerSecond === null) return '';
  for (const [unit, size] of Object.entries(UNITS).reverse()) {
    const count = instructionsPerSecond / size;
    if (count >= 1 && Number.isInteger(count * 10)) return `${count} ${unit}`.trim();
  }
  return String(instructionsPerSecond);
}

export const LEAST_PAST_MIB = 16;
export const MOST_PAST_MIB = 4096;

/** A number of MiB that the past may take; 0: none is kept. */
export function readPastMiB(text: string): Amount<number> {
  const value = Number(text.trim() === '' ? Number.NaN : text);
  const isInRange = value >= LEAST_PAST_MIB && value <= MOST_PAST_MIB;
  if (Number.isInteger(value) && (isInRange || value === 0)) return { value };
  return {
    refusal: `“${text.trim()}” is no such number: give a whole one from ${LEAST_PAST_MIB} to ${MOST_PAST_MIB}, or 0 for no past.`,
  };
}
