import {
  type ExperimentResult,
  type ExperimentRow,
  experimentCsv,
  type VerdictPart,
} from '#protocol/experiments';
import { CopyButton } from '../CopyButton.tsx';
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
        {withKeys(outcome.parts).map(({ key, text, kind }) =>
          kind === null ? (
            text
          ) : (
            <Figure key={key} kind={kind}>
              {text}
            </Figure>
          ),
        )}
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
        <CopyButton format="CSV" what="result" text={() => experimentCsv(result)} />
        <CopyButton
          format="JSON"
          what="result"
          text={() => `${JSON.stringify(result, null, 2)}\n`}
        />
      </div>
    </div>
  );
}

/** A number may occur twice; the parts of one result stay in their places. */
function withKeys(
  parts: readonly VerdictPart[],
): readonly (VerdictPart & { readonly key: string })[] {
  return parts.map((part, at) => ({ ...part, key: String(at) }));
}

function valueText({ value, unit }: ExperimentRow): string {
  const text = typeof value === 'number' ? figureText(value) : value;
  return unit === '' ? text : `${text} ${unit}`;
}
