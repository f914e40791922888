import { useId } from 'react';
import type { MeasuredCounts, SampledCounts } from '#protocol/counters';
import { Figure } from '../kinds/Figure.tsx';
import { ClassPrices } from './ClassPrices.tsx';
import { priceWorlds, type ShownPrice, type WorldPrice } from './price.ts';
import { RangeBar, type Scale, scaleOf } from './RangeBar.tsx';
import { hostTimeText, quantityText, rangeText } from './range-words.ts';
import { useModel } from './use-model.ts';
import styles from './WorldsTable.module.css';
import { CLASS_WORDS, WORLD_WORDS } from './worlds.ts';

interface WorldsTableProps {
  readonly measured: MeasuredCounts;
  readonly sampled: SampledCounts | null;
}

/** The machine's events as they were counted, priced for each world side by side. */
export function WorldsTable({ measured, sampled }: WorldsTableProps) {
  const prices = priceWorlds(measured, sampled, useModel());
  const scale = scaleOf(prices.flatMap((price) => (price.shown ? [price.hostMs] : [])));
  return (
    <section className={styles.worlds} aria-label="The same events in five worlds">
      <table className={styles.table}>
        <caption className={styles.caption}>
          What this machine did,{' '}
          <Figure kind="measured">{measured.instructions.toLocaleString('en')}</Figure>{' '}
          instructions, priced for five worlds. Every price is{' '}
          <Figure kind="modelled">a range from assumptions</Figure>, which you can change.
        </caption>
        <thead>
          <tr>
            <th scope="col">World</th>
            <th scope="col">Left the guest</th>
            <th scope="col">What that costs</th>
          </tr>
        </thead>
        {prices.map((price) => (
          <WorldRows key={price.world} price={price} scale={scale} />
        ))}
      </table>
    </section>
  );
}

interface WorldRowsProps {
  readonly price: WorldPrice;
  readonly scale: Scale;
}

function WorldRows({ price, scale }: WorldRowsProps) {
  const id = useId();
  const { name, how } = WORLD_WORDS[price.world];
  return (
    <tbody className={styles.world}>
      <tr>
        <th scope="rowgroup" id={id}>
          {name}
        </th>
        {price.shown ? (
          <>
            <td>{price.world === 'emulation' ? 'nothing to leave' : <Leaving price={price} />}</td>
            <td>
              <Cost price={price} scale={scale} />
            </td>
          </>
        ) : (
          <td colSpan={2}>Not shown. {price.because}</td>
        )}
      </tr>
      <tr>
        <td colSpan={3} className={styles.more}>
          <p>{how}</p>
          {price.shown ? <More price={price} labelledBy={id} /> : null}
        </td>
      </tr>
    </tbody>
  );
}

function Leaving({ price }: { readonly price: ShownPrice }) {
  return (
    <Figure kind="modelled" origin="Events counted, times the part of them assumed to leave">
      {rangeText(price.leaving, quantityText)}
    </Figure>
  );
}

function Cost({ price, scale }: { readonly price: ShownPrice; readonly scale: Scale }) {
  return (
    <>
      <Figure kind="modelled" origin="Events counted, times what each is assumed to cost">
        {rangeText(price.hostMs, hostTimeText)}
      </Figure>
      <RangeBar range={price.hostMs} scale={scale} />
      <div className={styles.cycles}>
        <Figure kind="modelled" origin="Events counted, times what each is assumed to cost">
          {rangeText(price.hostCycles, quantityText)}
        </Figure>{' '}
        host cycles
      </div>
    </>
  );
}

interface MoreProps {
  readonly price: ShownPrice;
  readonly labelledBy: string;
}

function More({ price, labelledBy }: MoreProps) {
  return (
    <>
      <p>Left out: {price.leftOut.join('; ')}.</p>
      {price.hardlySampled.length === 0 ? null : (
        <p>
          Most of the upper end is {price.hardlySampled.map((one) => CLASS_WORDS[one]).join('; ')},
          of which samples tell too little yet: it falls while the machine works.
        </p>
      )}
      {price.deceivedAtMost === 0 ? null : (
        <p className={styles.deceived}>
          Up to <Figure kind="modelled">{quantityText(price.deceivedAtMost)}</Figure> times the
          guest would have been deceived, and the monitor would not have known: by instructions that
          do not fault, and show the host or do nothing. An unchanged guest does not run right here.
        </p>
      )}
      {price.world === 'emulation' ? null : (
        <details className={styles.details}>
          <summary>By event</summary>
          <ClassPrices price={price} labelledBy={labelledBy} />
        </details>
      )}
    </>
  );
}
