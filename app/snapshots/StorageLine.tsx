import { useState } from 'react';
import { Button } from '../controls/Button.tsx';
import { useLibrary } from '../library/store.ts';
import { askToPersist } from '../library/verbs.ts';
import { bytesText } from '../library/words.ts';
import { report } from '../notices/notices.ts';
import styles from './StorageLine.module.css';

/** What storage holds and may hold, and whether the browser has promised to keep it. */
export function StorageLine() {
  const storage = useLibrary((state) => state.storage);
  const [refused, setRefused] = useState(false);
  if (storage === null) return null;
  const { chunkBytes, usedBytes, allowedBytes, persisted } = storage;
  const keep = async (): Promise<void> => {
    try {
      setRefused(!(await askToPersist()));
    } catch (error) {
      report(error);
    }
  };
  return (
    <footer className={styles.line}>
      <p className={styles.text}>
        {bytesText(chunkBytes)} in snapshots.
        {allowedBytes === null || usedBytes === null
          ? null
          : ` ${bytesText(usedBytes)} of ${bytesText(allowedBytes)} used.`}
        {persisted ? ' The browser keeps it.' : null}
        <span role="status">
          {refused && !persisted
            ? ' The browser has not promised to keep it, and may clear it when the disk is full: export what matters.'
            : null}
        </span>
      </p>
      {persisted || refused ? null : (
        <Button
          label="Ask the browser to keep it"
          look="plain"
          title="Otherwise it may clear all of this when the disk is full"
          onClick={() => void keep()}
        />
      )}
    </footer>
  );
}
