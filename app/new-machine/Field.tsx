import { type ComponentProps, type ReactNode, useId } from 'react';
import styles from './Field.module.css';

interface FieldProps extends ComponentProps<'input'> {
  readonly label: string;
  /** What is wrong, once it was touched or sent. */
  readonly refusal?: string | undefined;
  readonly hint?: string | undefined;
  /** Beside the input: a unit, quick choices. */
  readonly children?: ReactNode;
}

/** A labelled input with what there is to say about it. */
export function Field({ label, refusal, hint, children, ...input }: FieldProps) {
  const id = useId();
  const note = refusal ?? hint;
  return (
    <div className={styles.field}>
      <label className={styles.label} htmlFor={id}>
        {label}
      </label>
      <div className={styles.row}>
        <input
          id={id}
          className={styles.input}
          aria-invalid={refusal !== undefined}
          aria-describedby={note === undefined ? undefined : `${id}-note`}
          autoComplete="off"
          {...input}
        />
        {children}
      </div>
      {note === undefined ? null : (
        <p id={`${id}-note`} className={styles.note} data-refusal={refusal !== undefined}>
          {note}
        </p>
      )}
    </div>
  );
}
