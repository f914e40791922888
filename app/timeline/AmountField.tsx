import { type FormEvent, useEffect, useState } from 'react';
import { Field } from '../new-machine/Field.tsx';
import styles from './AmountField.module.css';
import type { Amount } from './amounts.ts';

interface AmountFieldProps<Value> {
  readonly label: string;
  /** What is set, as text that is read as the same. */
  readonly text: string;
  readonly placeholder?: string;
  readonly hint: string;
  readonly quick: readonly { readonly label: string; readonly text: string }[];
  readonly read: (text: string) => Amount<Value>;
  readonly onSet: (value: Value) => void;
}

/** A number to be chosen or typed; it is set with Enter, or when the field is left. */
export function AmountField<Value>(props: AmountFieldProps<Value>) {
  const { label, text, placeholder, hint, quick, read, onSet } = props;
  const [typed, setTyped] = useState(text);
  const [refusal, setRefusal] = useState<string>();
  useEffect(() => {
    setTyped(text);
    setRefusal(undefined);
  }, [text]);
  const set = (wanted: string): void => {
    const amount = read(wanted);
    setTyped(wanted);
    setRefusal('refusal' in amount ? amount.refusal : undefined);
    if ('value' in amount && wanted.trim() !== text) onSet(amount.value);
  };
  const handleSubmit = (event: FormEvent): void => {
    event.preventDefault();
    set(typed);
  };
  return (
    <form className={styles.form} onSubmit={handleSubmit}>
      <Field
        label={label}
        value={typed}
        placeholder={placeholder}
        hint={hint}
        refusal={refusal}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={() => set(typed)}
      >
        <span className={styles.quick}>
          {quick.map((choice) => (
            <button
              key={choice.label}
              type="button"
              className={styles.choice}
              aria-label={`${label}: ${choice.label}`}
              aria-pressed={choice.text === text}
              onClick={() => set(choice.text)}
            >
              {choice.label}
            </button>
          ))}
        </span>
      </Field>
    </form>
  );
}
