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
        Snapshots hold {bytesText(chunkBytes)}
        {allowedBytes === null || usedBytes === null
          ? '.'
          : `; this site uses ${bytesText(usedBytes)} of the ${bytesText(allowedBytes)} that the browser allows.`}{' '}
        {persisted ? 'The browser keeps them.' : null}
        <span role="status">
          {refused && !persisted
            ? ' It has not promised to keep them: it may clear them when the disk is full. Export what matters.'
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
