import { useState } from 'react';
import { Button } from '../../controls/Button.tsx';
import { yearsText } from '../sources/sources.ts';
import { AssumptionRow } from './AssumptionRow.tsx';
import styles from './Assumptions.module.css';
import { ASSUMPTION_IDS, ASSUMPTIONS } from './assumptions.ts';
import { resetAssumptions, useAssumptions } from './assumptions-store.ts';
import { CITED } from './cited.ts';
import { LeavingTable } from './LeavingTable.tsx';
import { useModel } from './use-model.ts';

/** All that the modelled figures rest on, to see and to change. */
export function Assumptions() {
  const { ranges } = useModel();
  /** With each, what was typed and refused goes, too. */
  const [resets, setResets] = useState(0);
  const changed = useAssumptions(
    (state) => Object.keys(state.ranges).length + Object.keys(state.leaves).length,
  );
  return (
    <section className={styles.assumptions} aria-label="Assumptions">
      <div className={styles.head}>
        <p role="status">{changed === 0 ? 'Nothing is changed.' : `${changed} changed by you.`}</p>
        <Button
          label="Reset all"
          look="plain"
          onClick={() => {
            resetAssumptions();
            setResets(resets + 1);
          }}
        />
      </div>
      <table className={styles.table}>
        <caption className={styles.caption}>What one costs, from the least to the most</caption>
        <thead>
          <tr>
            <th scope="col">Assumption, and where it comes from</th>
            <th scope="col">From</th>
            <th scope="col">To</th>
          </tr>
        </thead>
        {ASSUMPTION_IDS.map((id) => (
          <AssumptionRow key={`${id} ${resets}`} id={id} range={ranges[id]} />
        ))}
      </table>
      <LeavingTable />
      <details className={styles.sources}>
        <summary>Sources</summary>
        <ul>
          {CITED.map((source) => (
            <li key={source.id}>
              {source.id}: {source.author}: {source.title}; {source.what}, {yearsText(source)}
            </li>
          ))}
        </ul>
        <p>
          {ASSUMPTION_IDS.filter((id) => ASSUMPTIONS[id].sources.length === 0).length} of{' '}
          {ASSUMPTION_IDS.length} costs are <em>assumed</em>: nothing is cited for them.
        </p>
      </details>
    </section>
  );
}
