import { type Claim, claimText } from '../sources/claim.ts';
import { sourceOf } from '../sources/sources.ts';
import { KINDS, type Kind } from './kinds.ts';
import type { System } from './system.ts';

export type SortKey = 'name' | 'kind' | 'year';

/** What of the atlas is wanted, and in which order. */
export interface Wanted {
  readonly words: string;
  readonly kind: Kind | 'every';
  readonly sort: SortKey;
  readonly descending: boolean;
}

export const EVERYTHING: Wanted = { words: '', kind: 'every', sort: 'name', descending: false };

const COLLATOR = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** The systems that are wanted, in order; each word has to occur somewhere in what is said of them. */
export function find(systems: readonly System[], wanted: Wanted): readonly System[] {
  const words = plain(wanted.words).split(' ').filter(Boolean);
  const found = systems.filter(
    (system) =>
      (wanted.kind === 'every' || system.kinds.includes(wanted.kind)) &&
      words.every((word) => textOf(system).includes(word)),
  );
  const order = ORDERS[wanted.sort];
  const sign = wanted.descending ? -1 : 1;
  return found.sort((a, b) => sign * order(a, b) || byName(a, b));
}

/** The year it came, or else the year until which it had come, since a text names it. */
export function sortYear(system: System): number {
  return system.dated?.sortYear ?? saidBy(firstClaim(system));
}

/** The earliest of its claims. */
export function firstClaim({ claims }: System): Claim {
  return claims.reduce((first, claim) => (saidBy(claim) < saidBy(first) ? claim : first));
}

/** The year by which it had been said. */
function saidBy({ by, year }: Claim): number {
  return year ?? sourceOf(by).to;
}

/** The same in words: `2007`, `about 2006`. */
export function saidText(claim: Claim): string {
  const isGuess = claim.year === undefined && sourceOf(claim.by).isDateGuessed;
  return `${isGuess ? 'about ' : ''}${saidBy(claim)}`;
}

const byName = (a: System, b: System) => COLLATOR.compare(a.name, b.name);

const ORDERS: Readonly<Record<SortKey, (a: System, b: System) => number>> = {
  name: byName,
  kind: (a, b) => COLLATOR.compare(KINDS[a.kinds[0]].label, KINDS[b.kinds[0]].label),
  year: (a, b) => sortYear(a) - sortYear(b),
};

function textOf(system: System): string {
  const { name, aliases = [], kinds, claims, dated } = system;
  const said = claims.flatMap((claim) => [claim.by, claimText(claim)]);
  const labels = kinds.map((kind) => KINDS[kind].label);
  return plain([name, ...aliases, ...labels, ...said, dated?.words ?? ''].join(' '));
}

/** Without case, hyphens and slashes: `linux vserver` finds Linux-VServer. */
function plain(text: string): string {
  return text
    .toLowerCase()
    .replace(/[\s/–-]+/g, ' ')
    .trim();
}
