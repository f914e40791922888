import { Figure } from '../kinds/Figure.tsx';
import styles from './Cited.module.css';
import { type Citation, type Claim, citationText, claimParts, originText } from './claim.ts';

/** A claim in its words; its figures and where they come from are marked as cited. */
export function Cited({ claim }: { readonly claim: Claim }) {
  const origin = originText(claim);
  return (
    <>
      {claimParts(claim).map((part) =>
        part.isFigure ? (
          <Figure key={part.text} kind="cited" origin={origin}>
            {part.text}
          </Figure>
        ) : (
          part.text
        ),
      )}{' '}
      <CitationTag citation={claim} />
    </>
  );
}

/** `S4, 2007`. */
export function CitationTag({ citation }: { readonly citation: Citation }) {
  return (
    <span className={styles.tag}>
      <Figure kind="cited" origin={originText(citation)}>
        {citationText(citation)}
      </Figure>
    </span>
  );
}
