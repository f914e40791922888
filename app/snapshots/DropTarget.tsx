import { useEffect, useState } from 'react';
import { importFiles } from '../library/verbs.ts';
import styles from './DropTarget.module.css';
import { openPanel } from './panel-store.ts';

/** Takes files that are dropped anywhere on the page. */
export function DropTarget() {
  const [over, setOver] = useState(false);
  useEffect(() => {
    const holdsFiles = (event: DragEvent): boolean =>
      event.dataTransfer?.types.includes('Files') ?? false;
    const handleOver = (event: DragEvent): void => {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      setOver(true);
    };
    const handleLeave = (event: DragEvent): void => {
      if (event.relatedTarget === null) setOver(false);
    };
    const handleDrop = (event: DragEvent): void => {
      setOver(false);
      if (!holdsFiles(event)) return;
      event.preventDefault();
      openPanel();
      void importFiles([...(event.dataTransfer?.files ?? [])]);
    };
    addEventListener('dragover', handleOver);
    addEventListener('dragleave', handleLeave);
    addEventListener('drop', handleDrop);
    return () => {
      removeEventListener('dragover', handleOver);
      removeEventListener('dragleave', handleLeave);
      removeEventListener('drop', handleDrop);
    };
  }, []);
  if (!over) return null;
  return (
    <div className={styles.over}>
      <p className={styles.text}>Drop .snowglobe files to import them</p>
    </div>
  );
}
