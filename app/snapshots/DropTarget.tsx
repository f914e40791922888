import { useEffect, useState } from 'react';
import styles from './DropTarget.module.css';
import { takeFiles } from './importing.ts';
import { openPanel } from './panel-store.ts';

/** Takes files that are dropped on the page: anywhere but on a field for files, and not while a dialog is open. */
export function DropTarget() {
  const [over, setOver] = useState(false);
  useEffect(() => {
    const handleOver = (event: DragEvent): void => {
      if (!holdsFiles(event) || isForField(event)) return;
      event.preventDefault();
      const taken = isTaken();
      // The browser would open the file in the page's place.
      if (!taken && event.dataTransfer !== null) event.dataTransfer.dropEffect = 'none';
      setOver(taken);
    };
    const handleLeave = (event: DragEvent): void => {
      if (event.relatedTarget === null) setOver(false);
    };
    const handleDrop = (event: DragEvent): void => {
      setOver(false);
      if (!holdsFiles(event) || isForField(event)) return;
      event.preventDefault();
      if (!isTaken()) return;
      openPanel();
      void takeFiles([...(event.dataTransfer?.files ?? [])]);
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

function holdsFiles({ dataTransfer }: DragEvent): boolean {
  return dataTransfer?.types.includes('Files') ?? false;
}

/** The browser puts it there. */
function isForField({ target }: DragEvent): boolean {
  return target instanceof HTMLInputElement && target.type === 'file';
}

function isTaken(): boolean {
  return document.querySelector('dialog[open]') === null;
}
