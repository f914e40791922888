import { useId, useState } from 'react';
import styles from './Assumptions.module.css';
import { ASSUMPTIONS, type AssumptionId, type Range, UNITS } from './assumptions.ts';
import { assumeRange, standardRange, useAssumptions } from './assumptions-store.ts';
import { sourceText } from './sources.ts';

interface AssumptionRowProps {
  readonly id: AssumptionId;
  readonly range: Range;
}

/** One range with its two ends to type; what makes no sense is refused with a sentence, and not taken. */
export function AssumptionRow({ id, range }: AssumptionRowProps) {
  const [low, setLow] = useState(String(range.low));
  const [high, setHigh] = useState(String(range.high));
  const [refusal, setRefusal] = useState<string | null>(null);
  const [typedFor, setTypedFor] = useState(range);
  if (typedFor.low !== range.low || typedFor.high !== range.high) {
    setTypedFor(range);
    setLow(String(range.low));
    setHigh(String(range.high));
    setRefusal(null);
  }
  const loaded = useAssumptions((state) => state.loaded);
  const changed = useAssumptions((state) => state.ranges[id] !== undefined);
  const noteId = useId();
  const { label, unit, sources, note } = ASSUMPTIONS[id];
  const standard = standardRange(id);
  const take = (): void => setRefusal(assumeRange(id, readNumber(low), readNumber(high)));
  const end = (name: string, value: string, onText: (text: string) => void) => (
    <input
      className={styles.end}
      inputMode="decimal"
      autoComplete="off"
      disabled={!loaded}
      aria-label={`${label}, ${name}, ${UNITS[unit].name}`}
      aria-invalid={refusal !== null}
      aria-describedby={noteId}
      value={value}
      onChange={(event) => onText(event.target.value)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') take();
      }}
    />
  );
  return (
    <tr
      data-changed={changed}
      // From one end to the other is not yet done.
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) take();
      }}
    >
      <th scope="row">
        {label} <span className={styles.unit}>({UNITS[unit].name})</span>
        <div id={noteId} className={styles.note}>
          {refusal === null ? null : (
            <p role="alert" className={styles.refusal}>
              {refusal}
            </p>
          )}
          <p>
            {changed ? (
              <>
                Changed by you from {standard.low} to {standard.high} ({sourceText(sources)}).{' '}
                <button
                  type="button"
                  className={styles.reset}
                  onClick={() => assumeRange(id, standard.low, standard.high)}
                >
                  Reset<span className="visually-hidden"> {label}</span>
                </button>
              </>
            ) : (
              <SourceWords text={sourceText(sources)} />
            )}
          </p>
          <p>{note}</p>
        </div>
      </th>
      <td>{end('from', low, setLow)}</td>
      <td>{end('to', high, setHigh)}</td>
    </tr>
  );
}

function SourceWords({ text }: { readonly text: string }) {
  return text === 'assumed' ? <em>assumed</em> : <cite className={styles.cited}>{text}</cite>;
}

/** NaN for what is no number; people may group digits with commas and spaces. */
function readNumber(text: string): number {
  const digits = text.replace(/[\s,]/g, '');
  return digits === '' ? Number.NaN : Number(digits);
}
