import { Atlas } from './atlas/Atlas.tsx';
import { showConcept } from './concept-store.ts';
import styles from './Room.module.css';

/** The systems that the source texts name. */
export function AtlasRoom() {
  return (
    <div className={styles.room}>
      <Atlas onConcept={showConcept} />
    </div>
  );
}
