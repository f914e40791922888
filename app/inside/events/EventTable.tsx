import { useState } from 'react';
import { Figure } from '../kinds/Figure.tsx';
import { countText, rateText, shareText } from '../numbers.ts';
import { EventLines } from './EventLines.tsx';
import styles from './EventTable.module.css';
import type { TableGroup, Totals } from './table.ts';
import type { WorldsOf } from './worlds.ts';

interface EventTableProps {
  readonly groups: readonly TableGroup[];
  readonly totals: Totals;
  readonly totalLabel: string;
  readonly worldsOf: WorldsOf | undefined;
}

/** The columns of `perf kvm stat`, as far as there is something to measure. */
export function EventTable({ groups, totals, totalLabel, worldsOf }: EventTableProps) {
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const toggle = (id: string): void =>
    setOpen((before) => {
      const after = new Set(before);
      if (!after.delete(id)) after.add(id);
      return after;
    });
  return (
    <table className={styles.table} aria-label="Events">
      <thead>
        <tr>
          <th scope="col">Event</th>
          <th scope="col">Count</th>
          <th scope="col">Share</th>
          <th scope="col">Per second</th>
          <th scope="col">Since reset</th>
        </tr>
      </thead>
      {groups.map(({ title, rows }) => (
        <tbody key={title}>
          <tr className={styles.group}>
            <th scope="rowgroup" colSpan={5}>
              {title}
            </th>
          </tr>
          {rows.map((row) => (
            <EventLines
              key={row.id}
              row={row}
              open={open.has(row.id)}
              onToggle={toggle}
              worlds={worldsOf?.(row.event) ?? []}
            />
          ))}
        </tbody>
      ))}
      <tfoot>
        <tr className={styles.total}>
          <th scope="row">{totalLabel}</th>
          {[
            countText(totals.count),
            shareText(totals.share),
            rateText(totals.perSecond),
            countText(totals.sinceReset),
          ].map((text, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its column.
            <td key={index}>
              <Figure kind="measured">{text}</Figure>
            </td>
          ))}
        </tr>
      </tfoot>
    </table>
  );
}
