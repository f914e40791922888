import type { ReactNode } from 'react';
import type { MeasuredCounts } from '#protocol/counters';
import { Cited } from '../sources/Cited.tsx';
import styles from './ConceptPage.module.css';
import type { Concept } from './concept.ts';
import { Diagram } from './diagram/Diagram.tsx';

interface ConceptPageProps {
  readonly concept: Concept;
  /** Of the machine beside the page; null while none runs. */
  readonly measured: MeasuredCounts | null;
  /** The experiment. */
  readonly children?: ReactNode;
}

/** One kind of virtualisation: what it is, its picture, what was claimed of it, what can be tried. */
export function ConceptPage({ concept, measured, children }: ConceptPageProps) {
  const { plain, claims, borrowed, depth, picture } = concept;
  return (
    <div className={styles.page}>
      <div className={styles.words}>
        {plain.map((text) => (
          <p key={text}>{text}</p>
        ))}
      </div>
      <Diagram picture={picture(measured)} isLive={measured !== null} />
      <section className={styles.claims}>
        <h3>What was claimed</h3>
        <ul>
          {claims.map((claim) => (
            <li key={claim.says}>
              <Cited claim={claim} />
            </li>
          ))}
        </ul>
      </section>
      {borrowed === null ? null : <p className={styles.words}>{borrowed}</p>}
      {children}
      <details className={styles.depth}>
        <summary>Deeper: for those who write hypervisors</summary>
        {depth.map((part) =>
          typeof part === 'string' ? (
            <p key={part}>{part}</p>
          ) : (
            <p key={part.says}>
              <Cited claim={part} />
            </p>
          ),
        )}
      </details>
    </div>
  );
}
