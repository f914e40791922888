import { csvLine } from '#protocol/csv';
import type { TableGroup, TableRow, Totals } from './table.ts';

const HEADER = [
  'group',
  'event',
  'device',
  'kind',
  'count',
  'share',
  'per second',
  'since reset',
  'note',
] as const;

/** The table as comma-separated values (RFC 4180), parts under what they are parts of, the total last. */
export function csvOf(groups: readonly TableGroup[], totals: Totals): string {
  const lines = groups.flatMap(({ title, rows }) =>
    rows.flatMap((row) => [
      lineOf(title, row.label, row),
      ...row.parts.map((part) => lineOf(title, `${row.label} / ${part.label}`, part)),
    ]),
  );
  const { count, share, perSecond, sinceReset } = totals;
  const total = ['', 'total', '', 'measured', count, share, perSecond, sinceReset, ''];
  return [HEADER, ...lines, total].map((fields) => csvLine(fields.map(field))).join('');
}

type Field = string | number | null;

function lineOf(title: string, label: string, row: TableRow): readonly Field[] {
  const { device, value, count, share, perSecond, sinceReset } = row;
  const shown = value.kind === 'sampled' ? value.share.share : share;
  return [title, label, device, value.kind, count, shown, perSecond, sinceReset, noteOf(row)];
}

function noteOf({ value, outside }: TableRow): string {
  switch (value.kind) {
    case 'measured':
      return outside === null ? '' : `not in the total: ${outside}`;
    case 'sampled':
      return `share of instructions since sampling began, plus or minus ${value.share.error}, from ${value.samples} samples`;
    case 'notCountable':
      return value.reason;
  }
}

function field(value: Field): string {
  if (value === null) return '';
  return typeof value === 'number' ? numberText(value) : value;
}

/** Counts as they are; shares and rates to six digits, which is more than they are worth. */
function numberText(value: number): string {
  return String(Number.isInteger(value) ? value : Number(value.toPrecision(6)));
}
