import { useId } from 'react';
import styles from './Choice.module.css';

export interface ChoiceOption<Value extends string> {
  readonly value: Value;
  readonly label: string;
}

interface ChoiceProps<Value extends string> {
  readonly legend: string;
  readonly options: readonly ChoiceOption<Value>[];
  readonly value: Value;
  readonly onChange: (value: Value) => void;
  /** A sentence about what is chosen. */
  readonly hint?: string;
}

/** One of a few, side by side: radio buttons with the looks of a switch. */
export function Choice<Value extends string>({
  legend,
  options,
  value,
  onChange,
  hint,
}: ChoiceProps<Value>) {
  const name = useId();
  return (
    <fieldset
      className={styles.choice}
      aria-describedby={hint === undefined ? undefined : `${name}-hint`}
    >
      <legend className={styles.legend}>{legend}</legend>
      <div className={styles.options}>
        {options.map((option) => (
          <label key={option.value} className={styles.option}>
            <input
              type="radio"
              className={styles.radio}
              name={name}
              checked={option.value === value}
              onChange={() => onChange(option.value)}
            />
            <span className={styles.face}>{option.label}</span>
          </label>
        ))}
      </div>
      {hint === undefined ? null : (
        <p id={`${name}-hint`} className={styles.hint}>
          {hint}
        </p>
      )}
    </fieldset>
  );
}
