import type { ConceptId } from '../concepts/concept.ts';
import { CONCEPTS } from '../concepts/concepts.ts';
import { EXPERIMENTS } from '../experiments/experiments.ts';
import { Figure } from '../kinds/Figure.tsx';
import { Cited } from '../sources/Cited.tsx';
import { originText } from '../sources/claim.ts';
import styles from './AtlasTable.module.css';
import { KINDS } from './kinds.ts';
import { firstClaim, type SortKey, saidText, type Wanted } from './search.ts';
import { AXES, type Covered, type System, scopeOf } from './system.ts';

interface AtlasTableProps {
  readonly systems: readonly System[];
  readonly wanted: Wanted;
  readonly onSort: (key: SortKey) => void;
  readonly onConcept: (id: ConceptId) => void;
}

const SORTED: Readonly<Record<SortKey, string>> = { name: 'System', kind: 'Kind', year: 'Year' };

/** The systems row by row; where there is little room, each is a card. */
export function AtlasTable({ systems, wanted, onSort, onConcept }: AtlasTableProps) {
  const heading = (key: SortKey) => (
    <SortHeading sortKey={key} wanted={wanted} onSort={() => onSort(key)} />
  );
  return (
    <table className={styles.table}>
      <caption className="visually-hidden">Systems of the source texts</caption>
      <thead className={styles.head}>
        <tr>
          {heading('name')}
          {heading('kind')}
          {heading('year')}
          {AXES.map(({ label, question }) => (
            <th key={label} scope="col" className={styles.plainHeading} title={question}>
              {label}
            </th>
          ))}
          <th scope="col" className={styles.plainHeading}>
            What the texts claim
          </th>
          <th scope="col" className={styles.plainHeading}>
            How it works, and what shows it here
          </th>
        </tr>
      </thead>
      <tbody className={styles.body}>
        {systems.map((system) => (
          <SystemRow key={system.name} system={system} onConcept={onConcept} />
        ))}
      </tbody>
    </table>
  );
}

interface SortHeadingProps {
  readonly sortKey: SortKey;
  readonly wanted: Wanted;
  readonly onSort: () => void;
}

function SortHeading({ sortKey, wanted, onSort }: SortHeadingProps) {
  const isSorted = wanted.sort === sortKey;
  const direction = wanted.descending ? 'descending' : 'ascending';
  return (
    <th scope="col" aria-sort={isSorted ? direction : 'none'}>
      <button type="button" className={styles.sort} onClick={onSort}>
        {SORTED[sortKey]}
        <span aria-hidden="true" className={styles.direction}>
          {isSorted ? (wanted.descending ? '▼' : '▲') : '↕'}
        </span>
      </button>
    </th>
  );
}

interface SystemRowProps {
  readonly system: System;
  readonly onConcept: (id: ConceptId) => void;
}

function SystemRow({ system, onConcept }: SystemRowProps) {
  const { name, aliases = [], kinds, claims, concept } = system;
  const covered = scopeOf(system);
  return (
    <tr className={styles.system}>
      <th scope="row" className={styles.name}>
        {name}
        {aliases.length === 0 ? null : (
          <span className={styles.aliases}>also {aliases.join(', ')}</span>
        )}
      </th>
      <td className={styles.kinds}>{kinds.map((kind) => KINDS[kind].label).join(', ')}</td>
      <td className={styles.year}>
        <Year system={system} />
      </td>
      {AXES.map((axis, index) => (
        <td key={axis.label} className={styles.axis} data-label={axis.label}>
          <Mark covered={covered[index] ?? 'unknown'} />
        </td>
      ))}
      <td className={styles.claims}>
        {claims.map((claim) => (
          <p key={claim.says}>
            <Cited claim={claim} />
          </p>
        ))}
      </td>
      <td className={styles.concept}>
        <button
          type="button"
          className={styles.open}
          aria-label={`${name}: ${CONCEPTS[concept].title}`}
          onClick={() => onConcept(concept)}
        >
          {CONCEPTS[concept].title}
        </button>
        <span className={styles.experiment}>
          {CONCEPTS[concept].borrowed === null ? 'Experiment' : 'Nearest experiment'}:{' '}
          {EXPERIMENTS[CONCEPTS[concept].experiment].title}
        </span>
      </td>
    </tr>
  );
}

/** As a source gives it; without one, when a text names the system. */
function Year({ system }: { readonly system: System }) {
  const first = firstClaim(system);
  const { by, words } = system.dated ?? { by: first.by, words: `by ${saidText(first)}` };
  return (
    <>
      <Figure kind="cited" origin={originText(system.dated ?? first)}>
        {words}
      </Figure>{' '}
      <span className={styles.by}>{by}</span>
    </>
  );
}

const SIGNS: Readonly<Record<Covered, string>> = { yes: '●', partly: '◐', no: '○', unknown: '?' };

function Mark({ covered }: { readonly covered: Covered }) {
  return (
    <span className={styles.mark} data-covered={covered}>
      <span aria-hidden="true">{SIGNS[covered]}</span> {covered}
    </span>
  );
}
