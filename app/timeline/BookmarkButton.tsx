import { type FormEvent, useRef, useState } from 'react';
import type { MachineId } from '#protocol/machine';
import { Button } from '../controls/Button.tsx';
import { Popover } from '../controls/Popover.tsx';
import styles from './BookmarkButton.module.css';
import { bookmark, standsAt } from './bookmarks.ts';

interface BookmarkButtonProps {
  readonly id: MachineId;
  readonly onConsole: () => void;
}

/** Names the instant at which the machine stands when it is opened: it may run on while somebody types a name. */
export function BookmarkButton({ id, onConsole }: BookmarkButtonProps) {
  const instant = useRef<Promise<number | undefined>>(undefined);
  return (
    <Popover
      label="Bookmark"
      icon="flag"
      title="Bookmark (Ctrl Shift B: without a name of your own)"
      shortcut="Control+Shift+B"
      eager
      onOpen={() => {
        instant.current = standsAt(id);
      }}
    >
      {(close) => (
        <BookmarkForm
          onName={(name) => {
            close();
            void instant.current?.then((atNs) => bookmark(id, name, atNs));
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
