import type { NumberKind } from '#protocol/counters';
import { Figure } from './Figure.tsx';
import styles from './Legend.module.css';

const KINDS: readonly (readonly [NumberKind, string, string])[] = [
  ['measured', 'Measured', 'counted where it happens, exactly'],
  ['sampled', 'Sampled', 'estimated from samples; the truth is within ± in 19 of 20 cases'],
  ['modelled', 'Modelled', 'computed from the counts and from assumptions that can be seen'],
  ['cited', 'Cited', 'said by a source, which is named with its year'],
];

/** How the four kinds of numbers look, and what stands behind each. */
export function Legend() {
  return (
    <dl className={styles.legend} aria-label="Kinds of numbers">
      {KINDS.map(([kind, word, meaning]) => (
        <div key={kind}>
          <dt>
            <Figure kind={kind} origin={meaning}>
              {word}
            </Figure>
          </dt>
          <dd>{meaning}</dd>
        </div>
      ))}
    </dl>
  );
}

/** The same in a line: how they look. */
export function Key() {
  return (
    <ul className={styles.key} aria-label="Key to the numbers">
      {KINDS.map(([kind, word, meaning]) => (
        <li key={kind}>
          <Figure kind={kind} origin={meaning}>
            {word}
          </Figure>
        </li>
      ))}
    </ul>
  );
}
