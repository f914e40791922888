import type { Cost, Counters } from '#protocol/counters';

/** Which of the last command and the last key stroke came later; null where there was neither. */
export type NewestCost = 'command' | 'key' | null;

/** What came later, as seen from one reading to the next; `known` is what was known at the earlier one. */
export function newestCost(before: Counters | null, now: Counters, known: NewestCost): NewestCost {
  // Enter ends both: the command tells more.
  if (isOther(before?.lastCommand ?? null, now.lastCommand)) return 'command';
  if (isOther(before?.lastKey ?? null, now.lastKey)) return 'key';
  return known;
}

/** Each reading is a copy, so the same cost is not the same object. */
function isOther(before: Cost | null, now: Cost | null): boolean {
  if (now === null) return false;
  return (
    before === null ||
    before.label !== now.label ||
    before.wallTimeMs !== now.wallTimeMs ||
    before.guestTimeNs !== now.guestTimeNs ||
    before.measured.instructions !== now.measured.instructions
  );
}
