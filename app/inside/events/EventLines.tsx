import { Icon } from '../../controls/Icon.tsx';
import { Figure } from '../kinds/Figure.tsx';
import { countText, rateText, sampledText, shareText } from '../numbers.ts';
import styles from './EventTable.module.css';
import type { TableRow } from './table.ts';
import type { WorldLine } from './worlds.ts';

interface EventLinesProps {
  readonly row: TableRow;
  readonly open: boolean;
  readonly onToggle: (id: string) => void;
  readonly worlds: readonly WorldLine[];
}

/** One event: its numbers, a line about it and, opened, what it is made of and what the worlds would do with it. */
export function EventLines({ row, open, onToggle, worlds }: EventLinesProps) {
  const { id, label, explanation, parts } = row;
  const opens = parts.length > 0 || worlds.length > 0;
  return (
    <>
      <tr className={styles.row} data-zero={row.count === 0}>
        <th scope="row">
          {opens ? (
            <button
              type="button"
              className={styles.opener}
              aria-expanded={open}
              onClick={() => onToggle(id)}
            >
              <Icon name={open ? 'down' : 'right'} />
              <span>{label}</span>
            </button>
          ) : (
            <span className={styles.plain}>{label}</span>
          )}
        </th>
        <Numbers row={row} />
      </tr>
      <tr className={styles.explanation}>
        <td colSpan={5}>{explanation}</td>
      </tr>
      {open ? parts.map((part) => <PartLine key={part.id} part={part} />) : null}
      {open && worlds.length > 0 ? <WorldLines worlds={worlds} /> : null}
    </>
  );
}

function PartLine({ part }: { readonly part: TableRow }) {
  return (
    <tr className={styles.part} data-zero={part.count === 0}>
      <th scope="row">
        {part.label}
        <span className={styles.dim}>{part.explanation}</span>
      </th>
      <Numbers row={part} />
    </tr>
  );
}

function WorldLines({ worlds }: { readonly worlds: readonly WorldLine[] }) {
  return (
    <tr className={styles.worlds}>
      <td colSpan={5}>
        <dl aria-label="What each world would do with it">
          {worlds.map(({ world, line }) => (
            <div key={world}>
              <dt>{world}</dt>
              <dd>{line}</dd>
            </div>
          ))}
        </dl>
      </td>
    </tr>
  );
}

function Numbers({ row }: { readonly row: TableRow }) {
  const { value, count, share, perSecond, sinceReset } = row;
  switch (value.kind) {
    case 'notCountable':
      return (
        <td colSpan={4} className={styles.none}>
          not counted
        </td>
      );
    case 'sampled':
      return (
        <td colSpan={4}>
          <Figure
            kind="sampled"
            origin={`estimated from ${countText(value.samples)} instructions, sampled since the panel was opened`}
          >
            {sampledText(value.share)}
          </Figure>{' '}
          of instructions
        </td>
      );
    case 'measured':
      return [
        count === null ? null : countText(count),
        share === null ? null : shareText(share),
        perSecond === null ? null : rateText(perSecond),
        sinceReset === null ? null : countText(sinceReset),
      ].map((text, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its column.
        <td key={index}>{text === null ? '–' : <Figure kind="measured">{text}</Figure>}</td>
      ));
  }
}
