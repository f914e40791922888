import { type ReactNode, useEffect, useRef } from 'react';
import type { MeasuredCounts } from '#protocol/counters';
import type { ExperimentId } from '#protocol/experiments';
import { Button } from '../../controls/Button.tsx';
import { ConceptPage } from './ConceptPage.tsx';
import styles from './Concepts.module.css';
import { CONCEPT_IDS, CONCEPT_TITLE_ID, type ConceptId } from './concept.ts';
import { CONCEPTS, neighbours } from './concepts.ts';

interface ConceptsProps {
  readonly current: ConceptId;
  readonly onPick: (id: ConceptId) => void;
  /** Of the machine beside the page; null while none runs. */
  readonly measured: MeasuredCounts | null;
  /** Stands on each page. */
  readonly renderExperiment?: (id: ExperimentId) => ReactNode;
}

/** The kinds of virtualisation in reading order, one page at a time. */
export function Concepts({ current, onPick, measured, renderExperiment }: ConceptsProps) {
  const concept = CONCEPTS[current];
  const heading = useFocusOnChange(current);
  const entry = useInView(current);
  return (
    <section className={styles.concepts} aria-label="Concepts">
      <div className={styles.layout}>
        <nav className={styles.list} aria-label="All concepts">
          <ol>
            {CONCEPT_IDS.map((id) => (
              <li key={id}>
                <button
                  type="button"
                  className={styles.entry}
                  ref={id === current ? entry : undefined}
                  aria-current={id === current ? 'page' : undefined}
                  onClick={() => onPick(id)}
                >
                  {CONCEPTS[id].title}
                </button>
              </li>
            ))}
          </ol>
        </nav>
        <article className={styles.article} aria-labelledby={CONCEPT_TITLE_ID}>
          <p className={styles.place}>
            {CONCEPT_IDS.indexOf(current) + 1} of {CONCEPT_IDS.length}
          </p>
          <h2 id={CONCEPT_TITLE_ID} ref={heading} tabIndex={-1} className={styles.title}>
            {concept.title}
          </h2>
          <ConceptPage key={current} concept={concept} measured={measured}>
            {renderExperiment?.(concept.experiment)}
          </ConceptPage>
          <Neighbours current={current} onPick={onPick} />
        </article>
      </div>
    </section>
  );
}

type NeighboursProps = Pick<ConceptsProps, 'current' | 'onPick'>;

function Neighbours({ current, onPick }: NeighboursProps) {
  const { previous, next } = neighbours(current);
  return (
    <nav className={styles.neighbours} aria-label="Reading order">
      {previous === null ? null : (
        <Button
          label={`Previous: ${CONCEPTS[previous].title}`}
          icon="left"
          look="plain"
          onClick={() => onPick(previous)}
        />
      )}
      {next === null ? null : (
        <Button
          label={`Next: ${CONCEPTS[next].title}`}
          icon="right"
          look="plain"
          onClick={() => onPick(next)}
        />
      )}
    </nav>
  );
}

/** Scrolls the row of pages to the one that is shown, where they stand in a row. */
function useInView(current: ConceptId) {
  const entry = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const list = entry.current?.closest('ol');
    if (entry.current && list && current !== CONCEPT_IDS[0]) {
      list.scrollLeft = entry.current.offsetLeft - list.clientWidth / 3;
    }
  }, [current]);
  return entry;
}

/** Puts the focus on the heading when another page is shown, so that it is read from its top. */
function useFocusOnChange(current: ConceptId) {
  const heading = useRef<HTMLHeadingElement>(null);
  const shown = useRef(current);
  useEffect(() => {
    if (shown.current === current) return;
    shown.current = current;
    heading.current?.focus();
    heading.current?.scrollIntoView({ block: 'nearest' });
  }, [current]);
  return heading;
}
