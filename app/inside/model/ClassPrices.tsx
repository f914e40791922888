import { Figure } from '../kinds/Figure.tsx';
import styles from './ClassPrices.module.css';
import type { ClassPrice, ShownPrice } from './price.ts';
import { quantityText, rangeText } from './range-words.ts';
import { CLASS_WORDS, LEAVES_WORDS } from './worlds.ts';

interface ClassPricesProps {
  readonly price: ShownPrice;
  readonly labelledBy: string;
}

/** What one world's total is made of, the dearest first. */
export function ClassPrices({ price, labelledBy }: ClassPricesProps) {
  const classes = price.classes
    .filter(({ eventClass }) => eventClass !== 'instruction')
    .toSorted((a, b) => b.hostCycles.high - a.hostCycles.high);
  if (classes.length === 0) return <p>None of the events that have a price has happened.</p>;
  return (
    <table className={styles.table} aria-labelledby={labelledBy}>
      <thead>
        <tr>
          <th scope="col">Event</th>
          <th scope="col">Happened</th>
          <th scope="col">Host cycles</th>
        </tr>
      </thead>
      <tbody>
        {classes.map((of) => (
          <ClassRow key={of.eventClass} of={of} />
        ))}
      </tbody>
    </table>
  );
}

function ClassRow({ of }: { readonly of: ClassPrice }) {
  return (
    <tr>
      <th scope="row">
        {CLASS_WORDS[of.eventClass]}
        <div className={styles.leaves} data-leaves={of.leaves}>
          {LEAVES_WORDS[of.leaves]}
        </div>
      </th>
      <td>
        <Count of={of} />
      </td>
      <td>
        {of.hostCycles.high === 0 ? (
          'no more'
        ) : (
          <Figure kind="modelled">{rangeText(of.hostCycles, quantityText)}</Figure>
        )}
      </td>
    </tr>
  );
}

function Count({ of }: { readonly of: ClassPrice }) {
  switch (of.basis) {
    case 'measured':
      return <Figure kind="measured">{of.count.low.toLocaleString('en')}</Figure>;
    case 'sampled':
      return <Figure kind="sampled">{rangeText(of.count, quantityText)}</Figure>;
    case 'assumed':
      return <Figure kind="modelled">{rangeText(of.count, quantityText)}</Figure>;
    case 'unknown':
      return 'not known';
  }
}
