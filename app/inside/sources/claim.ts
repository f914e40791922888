import { type SourceId, sourceOf, yearsText } from './sources.ts';

/** Where something is said, and when. */
export interface Citation {
  readonly by: SourceId;
  /** Given where the source was written over years and dates this part of it. */
  readonly year?: number;
}

/** What a source says, in our words; what it quotes stands in quotation marks. */
export interface Claim extends Citation {
  /** Its figures stand in double square brackets, as `an overhead of [[15–25 %]]`. */
  readonly says: string;
}

/** A stretch of a claim's text. */
export interface ClaimPart {
  readonly text: string;
  readonly isFigure: boolean;
}

/** `S4, 2007`; what is true of then need not be true of now. */
export function citationText(citation: Citation): string {
  return `${citation.by}, ${citation.year ?? yearsText(sourceOf(citation.by))}`;
}

/** `P20, 2008; P21, 2011`, or `assumed` where nothing was published that we know of. */
export function sourcesText(ids: readonly SourceId[]): string {
  return ids.length === 0 ? 'assumed' : ids.map((by) => citationText({ by })).join('; ');
}

/** Author, title and year, for those who want to look it up. */
export function originText(citation: Citation): string {
  const source = sourceOf(citation.by);
  return `cited: ${source.author}, “${source.title}”, ${citation.year ?? yearsText(source)}`;
}

/** The claim's words, its figures apart. */
export function claimParts({ says }: Claim): readonly ClaimPart[] {
  return figureParts(says);
}

/** A text whose figures stand in double square brackets, its figures apart. */
export function figureParts(text: string): readonly ClaimPart[] {
  return text
    .split(/\[\[(.+?)\]\]/)
    .map((part, index) => ({ text: part, isFigure: index % 2 === 1 }))
    .filter((part) => part.text !== '');
}

/** The claim's words alone. */
export function claimText(claim: Claim): string {
  return claimParts(claim)
    .map((part) => part.text)
    .join('');
}
