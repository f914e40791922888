import type { Counters } from '#protocol/counters';
import { countersSince, startedAnew } from '../difference.ts';
import { type Reading, readingBefore } from '../rates.ts';
import { type Spans, spansOfCommand } from './table.ts';

/** From when to when the table counts. */
export const SPANS = ['minute', 'here', 'command', 'all'] as const;
export type Span = (typeof SPANS)[number];

export const SPAN_WORDS: Readonly<Record<Span, string>> = {
  minute: 'Last minute',
  here: 'From here',
  command: 'Last command',
  all: 'Since reset',
};

/** "Per second" is of the last five. */
const LATELY_MS = 5000;

/** Where somebody wanted to count from. */
export interface Here {
  readonly counters: Counters;
  /** Which of the machine's workers counted it. */
  readonly life: number;
}

/** The counts to count from; null where those of now do not continue them, or nobody has said from where. */
export function hereIn(
  readings: readonly Reading[],
  here: Here | null,
  life: number,
): Counters | null {
  const total = readings.at(-1)?.counters;
  if (here === null || total === undefined || here.life !== life) return null;
  return startedAnew(total, here.counters) ? null : here.counters;
}

/** Null where there is no such span: nothing was read, or no command has ended. `here`: where somebody wanted to count from. */
export function spansOf(
  span: Span,
  readings: readonly Reading[],
  here: Counters | null,
): Spans | null {
  const total = readings.at(-1)?.counters;
  if (total === undefined) return null;
  if (span === 'command') {
    return total.lastCommand === null ? null : spansOfCommand(total.lastCommand, total);
  }
  const lately = readingBefore(readings, LATELY_MS)?.counters ?? total;
  const recent = countersSince(total, lately);
  if (span === 'all') return { counted: total, recent, total };
  const from = span === 'here' ? here : (readings[0]?.counters ?? null);
  return { counted: countersSince(total, from ?? total), recent, total };
}
