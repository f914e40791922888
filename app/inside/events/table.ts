import type { Cost, Counters } from '#protocol/counters';
import { perSecond, share } from '../rates.ts';
import { totalEvents } from '../totals.ts';
import type { EventRow } from './event-row.ts';
import { type EventGroup, rowsOf } from './rows.ts';

/** What the table is made from. */
export interface Spans {
  /** What the column "count" counts. */
  readonly counted: Counters;
  /** What the column "per second" is of: what happened in its `wallTimeMs`. */
  readonly recent: Counters;
  /** Since power-on, or since the counters were set to zero. */
  readonly total: Counters;
}

/** One line of the table; null: there is no such number. */
export interface TableRow extends Omit<EventRow, 'parts'> {
  readonly count: number | null;
  /** Of the total of `Table`, 0 to 1; null, too, where the total leaves it out. */
  readonly share: number | null;
  readonly perSecond: number | null;
  readonly sinceReset: number | null;
  readonly parts: readonly TableRow[];
}

export interface TableGroup {
  readonly title: string;
  readonly rows: readonly TableRow[];
}

/** What stands below a table. */
export interface Totals {
  readonly count: number;
  readonly share: number | null;
  readonly perSecond: number;
  readonly sinceReset: number;
}

/** A command as a span of its own. */
export function spansOfCommand(cost: Cost, total: Counters): Spans {
  const { measured, wallTimeMs, guestTimeNs } = cost;
  const counted = { ...total, measured, wallTimeMs, guestTimeNs, sampled: null };
  return { counted: { ...counted, instructions: measured.instructions }, recent: counted, total };
}

/** Every event of the machine's, with what happened of it in each span. */
export function tableOf({ counted, recent, total }: Spans): readonly TableGroup[] {
  const inSpan = countsById(rowsOf(counted));
  const inRecent = countsById(rowsOf(recent));
  const whole = totalEvents(counted.measured);
  const line = (row: EventRow): TableRow => {
    const { value, outside, id } = row;
    const isCounted = value.kind === 'measured';
    const count = isCounted ? (inSpan.get(id) ?? 0) : null;
    const lately = inRecent.get(id) ?? 0;
    return {
      ...row,
      count,
      share: count === null || outside !== null ? null : share(count, whole),
      perSecond: isCounted ? perSecond(lately, recent.wallTimeMs) : null,
      sinceReset: isCounted ? value.count : null,
      parts: row.parts.map(line),
    };
  };
  return rowsOf(total).map(({ title, rows }) => ({ title, rows: rows.map(line) }));
}

/** The sum of rows that the total does not leave out. */
export function totalsOf(groups: readonly TableGroup[]): Totals {
  const rows = groups.flatMap((group) => group.rows).filter(({ outside }) => outside === null);
  const sum = (number: (row: TableRow) => number | null): number =>
    rows.reduce((total, row) => total + (number(row) ?? 0), 0);
  const shares = rows.map((row) => row.share);
  return {
    count: sum(({ count }) => count),
    share: shares.every((part) => part === null) ? null : sum((row) => row.share),
    perSecond: sum((row) => row.perSecond),
    sinceReset: sum(({ sinceReset }) => sinceReset),
  };
}

/** The devices that the rows are of, in their order. */
export function devicesOf(groups: readonly TableGroup[]): readonly string[] {
  return [...new Set(groups.flatMap(({ rows }) => rows.map(({ device }) => device)))];
}

/** The rows of one device. */
export function onlyOf(groups: readonly TableGroup[], device: string): readonly TableGroup[] {
  return groups
    .map(({ title, rows }) => ({ title, rows: rows.filter((row) => row.device === device) }))
    .filter(({ rows }) => rows.length > 0);
}

/** What the total leaves out, and why: `page faults (counted among the exceptions)`. */
export function leftOut(groups: readonly TableGroup[]): readonly string[] {
  const reasons = new Map<string, string[]>();
  for (const { label, outside } of groups.flatMap(({ rows }) => rows)) {
    if (outside === null) continue;
    const labels = reasons.get(outside);
    if (labels === undefined) reasons.set(outside, [label]);
    else labels.push(label);
  }
  return [...reasons].map(([reason, labels]) => `${labels.join(', ')} (${reason})`);
}

function countsById(groups: readonly EventGroup[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const add = ({ id, value, parts }: EventRow): void => {
    if (value.kind === 'measured') counts.set(id, value.count);
    for (const part of parts) add(part);
  };
  for (const { rows } of groups) for (const row of rows) add(row);
  return counts;
}
