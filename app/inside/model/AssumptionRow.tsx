import { useId, useState } from 'react';
import { Figure } from '../kinds/Figure.tsx';
import { figureParts, sourcesText } from '../sources/claim.ts';
import styles from './Assumptions.module.css';
import { ASSUMPTIONS, type AssumptionId, type Range, UNITS } from './assumptions.ts';
import { assumeRange, standardRange, useAssumptions } from './assumptions-store.ts';

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
  const show = (shown: Range): void => {
    setLow(String(shown.low));
    setHigh(String(shown.high));
    setRefusal(null);
  };
  const take = (): void => setRefusal(assumeRange(id, readNumber(low), readNumber(high)));
  const reset = (): void => {
    show(standard);
    assumeRange(id, standard.low, standard.high);
  };
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
    <tbody
      data-changed={changed}
      // From one end to the other is not yet done.
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) take();
      }}
    >
      <tr>
        <th scope="row">
          {label} <span className={styles.unit}>({UNITS[unit].name})</span>
        </th>
        <td>{end('from', low, setLow)}</td>
        <td>{end('to', high, setHigh)}</td>
      </tr>
      <tr>
        <td colSpan={3} id={noteId} className={styles.about}>
          {refusal === null ? null : (
            <p role="alert" className={styles.refusal}>
              {refusal}
            </p>
          )}
          <p>
            {changed ? (
              <>
                Changed by you from {standard.low} to {standard.high} ({sourcesText(sources)}).
              </>
            ) : (
              <SourceWords text={sourcesText(sources)} />
            )}{' '}
            {changed || refusal !== null ? (
              <button type="button" className={styles.reset} onClick={reset}>
                Reset<span className="visually-hidden"> {label}</span>
              </button>
            ) : null}
          </p>
          <Note text={note} />
        </td>
      </tr>
    </tbody>
  );
}

/** Its figures are the source’s that it names, or that stands above it. */
function Note({ text }: { readonly text: string }) {
  return (
    <p>
      {figureParts(text).map((part) =>
        part.isFigure ? (
          <Figure key={part.text} kind="cited">
            {part.text}
          </Figure>
        ) : (
          part.text
        ),
      )}
    </p>
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
