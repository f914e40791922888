import type { FrozenFacts } from '#protocol/frozen-machine';
import { MAXIMUM } from './limits.ts';

/** A snapshot's name without blanks at its ends; 1 to 80 characters, or a `RangeError`. */
export function checkedName(name: string): string {
  const trimmed = name.trim();
  if (trimmed.length >= 1 && trimmed.length <= MAXIMUM.nameLength) return trimmed;
  throw new RangeError(`A snapshot's name has 1 to ${MAXIMUM.nameLength} characters.`);
}

/** A name for a snapshot that was given none: its machine's, and the time here. */
export function madeUpName({ machine, createdAt }: FrozenFacts): string {
  const at = new Date(createdAt);
  const two = (number: number) => String(number).padStart(2, '0');
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  const time = `${two(at.getHours())}:${two(at.getMinutes())}`;
  const suffix = `, ${day} ${time}`;
  return `${machine.name.slice(0, MAXIMUM.nameLength - suffix.length)}${suffix}`;
}
