import { Button } from '../../controls/Button.tsx';
import { CopyButton } from '../CopyButton.tsx';
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
        <CopyButton format="CSV" what="table" text={() => csvOf(props.groups, props.totals)} />
      </div>
    </div>
  );
}
