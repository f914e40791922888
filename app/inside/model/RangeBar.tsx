import type { CSSProperties } from 'react';
import type { Range } from './assumptions.ts';
import styles from './RangeBar.module.css';

/** Decimal exponents between which all bars of a table lie. */
export interface Scale {
  readonly from: number;
  readonly to: number;
}

/** The decades that hold all ranges; ranges that begin at nothing begin at the left. */
export function scaleOf(ranges: readonly Range[]): Scale {
  const ends = ranges.flatMap(({ low, high }) => [low, high]).filter((end) => end > 0);
  if (ends.length === 0) return { from: 0, to: 1 };
  const from = Math.floor(Math.log10(Math.min(...ends)));
  return { from, to: Math.max(from + 1, Math.ceil(Math.log10(Math.max(...ends)))) };
}

interface RangeBarProps {
  readonly range: Range;
  readonly scale: Scale;
}

/** A range among those of other rows, on a logarithmic scale; the figure beside it says the same. */
export function RangeBar({ range, scale }: RangeBarProps) {
  const place = (end: number): number =>
    end <= 0 ? 0 : Math.max(0, (Math.log10(end) - scale.from) / (scale.to - scale.from));
  const from = place(range.low);
  const style = {
    '--from': `${from * 100}%`,
    '--width': `${Math.max(0, place(range.high) - from) * 100}%`,
    // React's type knows no custom properties.
  } as CSSProperties;
  return (
    <div className={styles.scale} aria-hidden="true">
      <div className={styles.bar} style={style} />
    </div>
  );
}
