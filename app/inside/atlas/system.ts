import type { ConceptId } from '../concepts/concept.ts';
import type { Citation, Claim } from '../sources/claim.ts';
import type { SourceId } from '../sources/sources.ts';
import type { Kind } from './kinds.ts';

/** Whether a system covers an axis: yes, partly, no, or nothing we read says so. */
type Mark = 'y' | 'p' | 'n' | '?';

/** S0's four axes of scope, in their order: machine, architectures, networks, time. */
export type ScopeMarks = `${Mark}${Mark}${Mark}${Mark}`;

/** When a system came, as a source says; the source's own year is another thing. */
export interface Dated extends Citation {
  readonly sortYear: number;
  /** As it is shown: `1998`, `mid-1960s`, `described 2002`. */
  readonly words: string;
}

/** A date as `by` gives it. */
export function dated(sortYear: number, by: SourceId, words = String(sortYear)): Dated {
  return { sortYear, by, words };
}

/** One system of those that the texts name. */
export interface System {
  readonly name: string;
  /** Under which the texts name it, too. */
  readonly aliases?: readonly string[];
  readonly kinds: readonly [Kind, ...Kind[]];
  /** Null where neither the texts nor the publications we list date it. */
  readonly dated: Dated | null;
  /** Our reading of the texts and of what the system is known to do; S0 asks the question. */
  readonly scope: ScopeMarks;
  readonly claims: readonly [Claim, ...Claim[]];
  /** The page that tells of its mechanism, and has the experiment that shows it. */
  readonly concept: ConceptId;
}

/** The axes of scope, in the order of the marks. */
export const AXES = [
  { label: 'Machine', question: 'Is a whole machine there, faithful enough for any software?' },
  { label: 'Architectures', question: 'Can the guest be of another architecture than the host?' },
  { label: 'Networks', question: 'Does the network belong to the virtual world?' },
  { label: 'Time', question: 'Can time be stretched, compressed, halted or reversed?' },
] as const;

const MARK_WORDS: Readonly<Record<string, Covered>> = {
  y: 'yes',
  p: 'partly',
  n: 'no',
  '?': 'unknown',
};
export type Covered = 'yes' | 'partly' | 'no' | 'unknown';

/** What a system covers, axis by axis. */
export function scopeOf(system: System): readonly Covered[] {
  return [...system.scope].map((mark) => MARK_WORDS[mark] ?? 'unknown');
}
