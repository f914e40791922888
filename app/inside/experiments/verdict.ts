import type { VerdictPart } from '#protocol/experiments';

/** One sentence about a result, its numbers apart from its words. */
export type Verdict = readonly VerdictPart[];

/** A number that was counted, as it stands in a verdict. */
export const counted = (text: string): VerdictPart => ({ text, kind: 'measured' });

/** One that rests on assumptions. */
export const modelled = (text: string): VerdictPart => ({ text, kind: 'modelled' });

/** A verdict from a template; in it stand words, numbers with their kind, and verdicts. */
export function verdict(
  words: readonly string[],
  ...values: readonly (string | VerdictPart | Verdict)[]
): Verdict {
  return words
    .flatMap((text, at) => [{ text, kind: null }, ...partsOf(values[at] ?? '')])
    .filter(({ text }) => text !== '');
}

/** The sentence alone. */
export function verdictText(parts: Verdict): string {
  return parts.map(({ text }) => text).join('');
}

function partsOf(value: string | VerdictPart | Verdict): Verdict {
  if (typeof value === 'string') return [{ text: value, kind: null }];
  return isParts(value) ? value : [value];
}

function isParts(value: VerdictPart | Verdict): value is Verdict {
  return Array.isArray(value);
}
