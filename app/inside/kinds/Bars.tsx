import type { NumberKind } from '#protocol/counters';
import styles from './Bars.module.css';
import { Figure } from './Figure.tsx';

/** A share of a whole, as a bar. */
export interface Bar {
  readonly id: string;
  readonly label: string;
  /** 0 to 1. */
  readonly share: number;
  /** Half the width of its uncertainty, 0 to 1; none of what is exact. */
  readonly error?: number;
  readonly text: string;
}

interface BarsProps {
  readonly label: string;
  readonly kind: NumberKind;
  readonly origin: string;
  /** The token of their colour. */
  readonly colour: string;
  readonly bars: readonly Bar[];
}

/** Shares, one below the other; what is uncertain has whiskers. */
export function Bars({ label, kind, origin, colour, bars }: BarsProps) {
  return (
    <ul className={styles.bars} aria-label={label} data-kind={kind}>
      {bars.map((bar) => (
        <li key={bar.id} className={styles.row}>
          <span>{bar.label}</span>
          <span className={styles.track} aria-hidden="true">
            <span
              className={styles.fill}
              style={{ width: percent(bar.share), background: `var(${colour})` }}
            />
            {bar.error === undefined ? null : <Whisker share={bar.share} error={bar.error} />}
          </span>
          <span className={styles.number}>
            <Figure kind={kind} origin={origin}>
              {bar.text}
            </Figure>
          </span>
        </li>
      ))}
    </ul>
  );
}

function Whisker({ share, error }: { readonly share: number; readonly error: number }) {
  const least = Math.max(0, share - error);
  const most = Math.min(1, share + error);
  return (
    <span
      className={styles.whisker}
      style={{ left: percent(least), width: percent(most - least) }}
    />
  );
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)}%`;
}
