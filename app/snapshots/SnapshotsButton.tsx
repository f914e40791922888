import { Button } from '../controls/Button.tsx';
import { useLibrary } from '../library/store.ts';
import { usePanel } from './panel-store.ts';
import styles from './SnapshotsButton.module.css';

/** Opens and closes the panel; says how many there are. */
export function SnapshotsButton({
  onClick,
}: {
  readonly onClick: (click: { readonly detail: number }) => void;
}) {
  const open = usePanel((state) => state.open);
  const count = useLibrary((state) => state.snapshots?.length ?? 0);
  return (
    <span className={styles.holder}>
      <Button
        label="Snapshots"
        icon="freeze"
        compact="narrow"
        title="Snapshots (Ctrl Shift L)"
        aria-keyshortcuts="Control+Shift+L"
        aria-expanded={open}
        aria-label={count === 0 ? 'Snapshots' : `Snapshots, ${count}`}
        onClick={onClick}
      />
      {count === 0 ? null : (
        <span className={styles.count} aria-hidden="true">
          {count > 999 ? '999+' : count}
        </span>
      )}
    </span>
  );
}
