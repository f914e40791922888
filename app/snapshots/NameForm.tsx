import { type FormEvent, type KeyboardEvent, useState } from 'react';
import type { SnapshotInfo } from '#protocol/snapshots';
import { Button } from '../controls/Button.tsx';
import { renameSnapshot } from '../library/verbs.ts';
import styles from './NameForm.module.css';

/** Of a snapshot's name, in UTF-16 units. */
const LONGEST_NAME = 80;

interface NameFormProps {
  readonly info: SnapshotInfo;
  /** Of the field. */
  readonly label: string;
  /** The button that gives the name. */
  readonly verb: string;
  readonly look: 'plain' | 'primary';
  /** It takes the place of what had the focus. */
  readonly eager?: boolean;
  /** It was named, or left as it is. */
  readonly onDone: () => void;
  /** By a button of its own; Escape does it, too. */
  readonly onCancel?: () => void;
}

/** Gives a snapshot a name. One that a machine saved by itself is kept by that. */
export function NameForm(props: NameFormProps) {
  const { info, label, verb, look, eager = false, onDone, onCancel } = props;
  const [name, setName] = useState(info.name);
  const handleSubmit = (event: FormEvent): void => {
    event.preventDefault();
    if (name.trim() === '') return;
    if (name.trim() !== info.name || info.kind === 'auto') renameSnapshot(info.id, name);
    onDone();
  };
  const handleKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || onCancel === undefined) return;
    event.preventDefault();
    onCancel();
  };
  return (
    <form className={styles.form} onSubmit={handleSubmit} onKeyDown={handleKey}>
      <input
        aria-label={label}
        value={name}
        maxLength={LONGEST_NAME}
        autoComplete="off"
        // biome-ignore lint/a11y/noAutofocus: it takes the place of the button that had the focus.
        autoFocus={eager}
        onFocus={(event) => event.target.select()}
        onChange={(event) => setName(event.target.value)}
      />
      <span role="status" className={styles.limit}>
        {name.length < LONGEST_NAME ? '' : `That is the most: ${LONGEST_NAME} characters.`}
      </span>
      <Button type="submit" label={verb} look={look} disabled={name.trim() === ''} />
      {onCancel === undefined ? null : <Button label="Cancel" look="plain" onClick={onCancel} />}
    </form>
  );
}
