import type { Tempo } from '#protocol/tempo';

/** What the dial can be turned to: from halted to as fast as it goes. */
export const RATES = [0, 0.001, 0.01, 0.1, 1, 10, 100, 'max'] as const;

/** The place on the dial that is nearest to a rate, which a script may have set to one between. */
export function notchOf(rate: Tempo['rate'] | 0): number {
  if (rate === 'max') return RATES.length - 1;
  if (rate === 0) return 0;
  const distances = RATES.map((known) =>
    typeof known === 'number' && known > 0
      ? Math.abs(Math.log(known / rate))
      : Number.POSITIVE_INFINITY,
  );
  return distances.indexOf(Math.min(...distances));
}

export function rateWords(rate: Tempo['rate'] | 0): string {
  if (rate === 0) return 'a standstill';
  return rate === 'max' ? 'as fast as it can' : `${rate}×`;
}
