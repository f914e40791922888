import type { ReactNode } from 'react';
import type { NumberKind } from '#protocol/counters';
import styles from './Figure.module.css';

/** How each kind of number is spoken of. */
export const KIND_WORDS: Readonly<Record<NumberKind, string>> = {
  measured: 'measured, exact',
  sampled: 'sampled',
  modelled: 'modelled',
  cited: 'cited',
};

interface FigureProps {
  readonly kind: NumberKind;
  /** Where it comes from: how it was counted, its uncertainty, its assumptions or its source. */
  readonly origin?: string;
  readonly children: ReactNode;
}

/** A number on the screen; which of the four kinds it is can be seen, and is read out. */
export function Figure({ kind, origin, children }: FigureProps) {
  return (
    <span className={styles.figure} data-kind={kind} title={origin ?? KIND_WORDS[kind]}>
      {children}
      <span className="visually-hidden"> ({KIND_WORDS[kind]})</span>
    </span>
  );
}
