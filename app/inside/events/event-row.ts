import type { SampledShare } from '#protocol/counters';
import type { Explained } from './explanations.ts';

/** What a row has instead of a number, or the number. */
export type RowValue =
  | { readonly kind: 'measured'; readonly count: number }
  /** A part of all instructions. */
  | {
      readonly kind: 'sampled';
      readonly share: SampledShare;
      /** Instructions that were decoded for it. */
      readonly samples: number;
    }
  | { readonly kind: 'notCountable'; readonly reason: string };

/** One kind of event, of one device. */
export interface EventRow extends Explained {
  /** The same from reading to reading. */
  readonly id: string;
  /** What the four worlds are asked about: a `CpuEvent`, `portIo8`, `portIo16`, `portIo32`, `mmio`, `irq`, ... */
  readonly event: string;
  /** What it is filtered by. */
  readonly device: string;
  readonly value: RowValue;
  /** Why the total leaves it out; null where it does not. */
  readonly outside: string | null;
  /** What it is made up of. */
  readonly parts: readonly EventRow[];
}

/** A row of one exact count. */
export function counted(
  id: string,
  event: string,
  device: string,
  count: number,
  words: Explained & Partial<Pick<EventRow, 'outside' | 'parts'>>,
): EventRow {
  return {
    id,
    event,
    device,
    value: { kind: 'measured', count },
    outside: null,
    parts: [],
    ...words,
  };
}
