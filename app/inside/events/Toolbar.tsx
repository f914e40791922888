import { useState } from 'react';
import { Button } from '../../controls/Button.tsx';
import { say } from '../../notices/notices.ts';
import { csvOf } from './csv.ts';
import { SPAN_WORDS, SPANS, type Span } from './spans.ts';
import styles from './Toolbar.module.css';
import type { TableGroup, Totals } from './table.ts';

interface ToolbarProps {
  readonly span: Span;
  /** Somebody has said from where to count. */
  readonly hasHere: boolean;
  readonly onSpan: (span: Span) => void;
  /** Null: all. */
  readonly device: string | null;
  readonly devices: readonly string[];
  readonly onDevice: (device: string | null) => void;
  readonly held: boolean;
  readonly onHold: (hold: boolean) => void;
  readonly onCountFromHere: () => void;
  readonly groups: readonly TableGroup[];
  readonly totals: Totals;
}

/** What the table counts, of whom, and whether it goes on. */
export function Toolbar(props: ToolbarProps) {
  const { span, hasHere, onSpan, device, devices, onDevice, held, onHold } = props;
  return (
    <div className={styles.bar}>
      <label className={styles.field}>
        Count
        <select
          value={span}
          onChange={({ target }) => onSpan(SPANS.find((known) => known === target.value) ?? span)}
        >
          {SPANS.filter((known) => known !== 'here' || hasHere).map((known) => (
            <option key={known} value={known}>
              {SPAN_WORDS[known]}
            </option>
          ))}
        </select>
      </label>
      <label className={styles.field}>
        Device
        <select
          value={device ?? ''}
          onChange={({ target }) => onDevice(target.value === '' ? null : target.value)}
        >
          <option value="">All</option>
          {devices.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </label>
      <div className={styles.verbs}>
        <Button label="Count from here" look="plain" onClick={props.onCountFromHere} />
        <Button
          label="Hold"
          look={held ? 'primary' : 'plain'}
          title="Keeps the table as it is now; the machine goes on"
          aria-pressed={held}
          onClick={() => onHold(!held)}
        />
        <CopyButton groups={props.groups} totals={props.totals} />
      </div>
    </div>
  );
}

function CopyButton({ groups, totals }: Pick<ToolbarProps, 'groups' | 'totals'>) {
  const [copied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(csvOf(groups, totals));
      setCopied(true);
    } catch {
      say(
        'The browser refused to copy the table. Select it and use the browser’s own Copy command.',
      );
    }
  };
  return (
    <>
      <Button
        label="Copy as CSV"
        // As wide as before: under the pointer nothing moves.
        icon={copied ? 'check' : 'export'}
        look="plain"
        onBlur={() => setCopied(false)}
        onClick={() => void copy()}
      />
      <span className="visually-hidden" role="status">
        {copied ? 'The table was copied.' : ''}
      </span>
    </>
  );
}
