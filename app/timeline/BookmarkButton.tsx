import { type FormEvent, useState } from 'react';
import type { MachineId } from '#protocol/machine';
import { Button } from '../controls/Button.tsx';
import { Popover } from '../controls/Popover.tsx';
import styles from './BookmarkButton.module.css';
import { bookmark } from './bookmarks.ts';

interface BookmarkButtonProps {
  readonly id: MachineId;
  readonly onConsole: () => void;
}

/** Names the instant at which the machine stands. */
export function BookmarkButton({ id, onConsole }: BookmarkButtonProps) {
  return (
    <Popover
      label="Bookmark"
      icon="flag"
      title="Bookmark (Ctrl Shift B: without a name of your own)"
      shortcut="Control+Shift+B"
      eager
    >
      {(close) => (
        <BookmarkForm
          onName={(name) => {
            close();
            void bookmark(id, name);
            onConsole();
          }}
        />
      )}
    </Popover>
  );
}

function BookmarkForm({ onName }: { readonly onName: (name: string) => void }) {
  const [name, setName] = useState('');
  const handleSubmit = (event: FormEvent): void => {
    event.preventDefault();
    if (name.trim() === '') return;
    onName(name);
    setName('');
  };
  return (
    <form className={styles.form} onSubmit={handleSubmit}>
      <input
        aria-label="Name of this instant"
        placeholder="Name of this instant"
        value={name}
        maxLength={80}
        autoComplete="off"
        onChange={(event) => setName(event.target.value)}
      />
      <Button type="submit" label="Set flag" look="primary" disabled={name.trim() === ''} />
    </form>
  );
}
