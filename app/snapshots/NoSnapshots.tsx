import { Icon } from '../controls/Icon.tsx';
import styles from './NoSnapshots.module.css';

/** What snapshots are for, while there are none. */
export function NoSnapshots() {
  return (
    <div className={styles.empty}>
      <Icon name="freeze" />
      <p className={styles.title}>Nothing is frozen yet.</p>
      <p>
        <strong>Freeze</strong>, above the console, keeps a machine as it is at that instant: its
        memory, its disk, the text on its console. It runs on, and costs only what changed since the
        last time.
      </p>
      <p>
        Resume a snapshot later, as often as you like: each time the machine goes on at the very
        instruction. A machine that you have used saves itself, too.
      </p>
      <p>A .snowglobe file that somebody gave you: drop it anywhere on the page.</p>
    </div>
  );
}
