/** What made a machine forget: the past had no more room, or was switched off. */
export type Forgotten = 'full' | 'off';

/** Told of a machine that keeps no past. */
export const SWITCHED_OFF =
  'The past may take no memory, so nothing of it is kept. Let it take some to go back in time from then on.';

/** Why the past reaches no further back, as a sentence. */
export function limitOf(forgotten: Forgotten, budgetBytes: number): string {
  if (forgotten === 'off')
    return 'The past was switched off before, so it begins where it was switched on.';
  const mib = Math.round(budgetBytes / 2 ** 20);
  return `The past takes all of the ${mib} MiB that it may, so what was before was forgotten. Let it take more to go back further from now on.`;
}
