import { type ReactNode, useRef } from 'react';
import type { UnreadableSnapshot } from '#protocol/snapshots';
import { Button } from '../controls/Button.tsx';
import { Icon } from '../controls/Icon.tsx';
import { useLibrary } from '../library/store.ts';
import { ask } from './panel-store.ts';
import styles from './Unreadable.module.css';
import { useHandOver } from './use-hand-over.ts';

/** Snapshots that cannot be read, and why; those that only a newer Snowglobe can read apart from damaged ones. */
export function Unreadable() {
  const unreadable = useLibrary((state) => state.unreadable);
  return (
    <>
      <Group kind="damaged" title="Damaged" snapshots={unreadable.filter((one) => !one.foreign)}>
        Storage is not freed by deleting others until these are deleted.
      </Group>
      <Group
        kind="foreign"
        title="Made by a newer Snowglobe"
        snapshots={unreadable.filter((one) => one.foreign)}
      >
        Nothing is wrong with them, and they stay. Reload the page: it may be a newer one then, and
        lists them again. Meanwhile storage is not freed by deleting others.
      </Group>
    </>
  );
}

interface GroupProps {
  readonly kind: 'damaged' | 'foreign';
  readonly title: string;
  readonly snapshots: readonly UnreadableSnapshot[];
  readonly children: ReactNode;
}

function Group({ kind, title, snapshots, children }: GroupProps) {
  if (snapshots.length === 0) return null;
  return (
    <section className={styles.group} data-kind={kind} aria-label={title}>
      <h3 className={styles.title}>
        {kind === 'damaged' ? <Icon name="alert" /> : null} {title}
      </h3>
      <ul className={styles.list}>
        {snapshots.map((snapshot) => (
          <UnreadableRow key={snapshot.id} snapshot={snapshot} />
        ))}
      </ul>
      <p className={styles.hint}>{children}</p>
    </section>
  );
}

function UnreadableRow({ snapshot }: { readonly snapshot: UnreadableSnapshot }) {
  const { id, message } = snapshot;
  const ref = useRef<HTMLLIElement>(null);
  useHandOver(ref);
  return (
    <li ref={ref} className={styles.item}>
      <p>{message}</p>
      <Button
        label="Delete…"
        look="plain"
        aria-label={`Delete the snapshot ${id}, which cannot be read…`}
        onClick={() => ask({ kind: 'deleteUnreadable', snapshot })}
      />
    </li>
  );
}
