import { Button } from '../controls/Button.tsx';
import { Icon } from '../controls/Icon.tsx';
import { useLibrary } from '../library/store.ts';
import { deleteSnapshot } from '../library/verbs.ts';
import styles from './Damaged.module.css';

/** Snapshots that cannot be read, and why; nothing is freed until they are deleted. */
export function Damaged() {
  const damaged = useLibrary((state) => state.damaged);
  if (damaged.length === 0) return null;
  return (
    <section className={styles.damaged} aria-label="Damaged snapshots">
      <h3 className={styles.title}>
        <Icon name="alert" /> Damaged
      </h3>
      <ul className={styles.list}>
        {damaged.map(({ id, message }) => (
          <li key={id} className={styles.item}>
            <p>{message}</p>
            <Button
              label="Delete"
              look="plain"
              aria-label={`Delete the damaged snapshot ${id}`}
              onClick={() => deleteSnapshot(id)}
            />
          </li>
        ))}
      </ul>
      <p className={styles.hint}>
        Storage is not freed by deleting others until these are deleted.
      </p>
    </section>
  );
}
