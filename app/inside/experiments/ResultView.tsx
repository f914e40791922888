import { useState } from 'react';
import { type ExperimentResult, type ExperimentRow, experimentCsv } from '#protocol/experiments';
import { Button } from '../../controls/Button.tsx';
import { say } from '../../notices/notices.ts';
import { Figure } from '../kinds/Figure.tsx';
import { Cited } from '../sources/Cited.tsx';
import type { Claim } from '../sources/claim.ts';
import styles from './ExperimentView.module.css';
import { figureText } from './words.ts';

interface ResultViewProps {
  readonly result: ExperimentResult;
  /** The claim, its figures marked. */
  readonly cited: Claim;
}

/** What came out of an experiment; of one that failed, why. */
export function ResultView({ result, cited }: ResultViewProps) {
  const { outcome, rows, title, machine } = result;
  if (outcome.kind === 'failed') {
    return (
      <div className={styles.result} role="status">
        <p>{outcome.message}</p>
        {outcome.console === '' ? null : <pre>{outcome.console}</pre>}
      </div>
    );
  }
  return (
    <div className={styles.result}>
      <p className={styles.verdict} role="status" data-holds={outcome.holds}>
        {outcome.verdict}
      </p>
      <table className={styles.table} aria-label={`${title}, on ${machine.name}`}>
        <tbody>
          {rows.map((row) => (
            <tr key={row.label}>
              <th scope="row">{row.label}</th>
              <td>
                <Figure kind={row.kind}>{valueText(row)}</Figure>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className={styles.claim}>
        What was claimed: <Cited claim={cited} />
      </p>
      <div className={styles.verbs}>
        <CopyButton format="CSV" text={() => experimentCsv(result)} />
        <CopyButton format="JSON" text={() => `${JSON.stringify(result, null, 2)}\n`} />
      </div>
    </div>
  );
}

function valueText({ value, unit }: ExperimentRow): string {
  const text = typeof value === 'number' ? figureText(value) : value;
  return unit === '' ? text : `${text} ${unit}`;
}

function CopyButton({ format, text }: { readonly format: string; readonly text: () => string }) {
  const [copied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text());
      setCopied(true);
    } catch {
      say(
        'The browser refused to copy the result. Select it and use the browser’s own Copy command.',
      );
    }
  };
  return (
    <>
      <Button
        label={`Copy as ${format}`}
        icon={copied ? 'check' : 'export'}
        look="plain"
        onBlur={() => setCopied(false)}
        onClick={() => void copy()}
      />
      <span className="visually-hidden" role="status">
        {copied ? `The result was copied as ${format}.` : ''}
      </span>
    </>
  );
}
