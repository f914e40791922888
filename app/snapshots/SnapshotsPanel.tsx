import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useShallow } from 'zustand/shallow';
import type { LineageId, SnapshotInfo } from '#protocol/snapshots';
import { Button } from '../controls/Button.tsx';
import { familiesOf, type Row } from '../library/forest.ts';
import { useLibrary } from '../library/store.ts';
import { lookAgain } from '../library/verbs.ts';
import { useMachines } from '../machines/store.ts';
import { takeFiles } from './importing.ts';
import { Jobs } from './Jobs.tsx';
import { NoSnapshots } from './NoSnapshots.tsx';
import { pickToCompare, usePanel } from './panel-store.ts';
import { SnapshotRow } from './SnapshotRow.tsx';
import styles from './SnapshotsPanel.module.css';
import { StorageLine } from './StorageLine.tsx';
import { Unreadable } from './Unreadable.tsx';

/** Storage and damage, which take a look at each snapshot, are looked at so long after a change. */
const SETTLES_MS = 2000;

interface SnapshotsPanelProps {
  readonly onClose: () => void;
}

/** All that is kept, and what can be done with it. */
export function SnapshotsPanel({ onClose }: SnapshotsPanelProps) {
  const snapshots = useLibrary((state) => state.snapshots);
  const comparing = usePanel((state) => state.comparing);
  const count = snapshots?.length ?? 0;

  useEffect(lookAgain, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what storage holds changes with the list.
  useEffect(() => {
    const timer = setTimeout(lookAgain, SETTLES_MS);
    return () => clearTimeout(timer);
  }, [snapshots]);

  const asideRef = useRef<HTMLElement>(null);
  const latestClose = useRef(onClose);
  useEffect(() => {
    latestClose.current = onClose;
  });
  useEffect(() => {
    const handleKey = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape' || event.defaultPrevented) return;
      const { activeElement } = document;
      // The console's Escape is the guest's, a dialog's its own; the focus is nowhere when what had it is gone.
      const isOurs = activeElement === document.body || asideRef.current?.contains(activeElement);
      if (!isOurs || document.querySelector('dialog[open], :popover-open') !== null) return;
      event.preventDefault();
      if (usePanel.getState().comparing === null) latestClose.current();
      else pickToCompare(null);
    };
    document.addEventListener('keydown', handleKey);
    return () => document.removeEventListener('keydown', handleKey);
  }, []);

  return (
    <aside ref={asideRef} tabIndex={-1} className={styles.panel} aria-label="Snapshots">
      <div className={styles.head}>
        <h2 className={styles.title}>
          Snapshots{count === 0 ? null : <span className={styles.count}>{count}</span>}
        </h2>
        <ImportButton />
        <Button label="Close snapshots" icon="close" compact="always" onClick={onClose} />
      </div>
      <Jobs />
      {comparing === null ? null : (
        <div className={styles.picking}>
          <p role="status">Pick the snapshot to compare “{comparing.name}” with.</p>
          <Button label="Cancel" look="plain" onClick={() => pickToCompare(null)} />
        </div>
      )}
      <div className={styles.scroll}>
        <Unreadable />
        {snapshots === null ? null : snapshots.length === 0 ? (
          <NoSnapshots />
        ) : (
          <Families snapshots={snapshots} comparing={comparing} />
        )}
      </div>
      <StorageLine />
    </aside>
  );
}

interface FamiliesProps {
  readonly snapshots: readonly SnapshotInfo[];
  readonly comparing: SnapshotInfo | null;
}

function Families({ snapshots, comparing }: FamiliesProps) {
  const families = useMemo(() => familiesOf(snapshots), [snapshots]);
  const lineages = useMachines(useShallow(({ entries }) => entries.map(({ lineage }) => lineage)));
  const rowKeys = useLibrary((state) => state.rowKeys);
  const [openKey, setOpenKey] = useState<string | null>(null);
  const toggle = useCallback(
    (key: string) => setOpenKey((before) => (before === key ? null : key)),
    [],
  );
  return families.map(({ lineage, name, rows }) => (
    <section key={lineage} className={styles.family} aria-label={`Snapshots of ${name}`}>
      <h3 className={styles.machine}>{name}</h3>
      <ul className={styles.rows}>
        {rows.map((row) => {
          const key = rowKeys.get(row.info.id) ?? row.info.id;
          return (
            <SnapshotRow
              key={key}
              rowKey={key}
              row={row}
              open={key === openKey}
              here={isHere(row, rows, lineages)}
              comparing={
                comparing === null ? 'no' : comparing.id === row.info.id ? 'self' : 'other'
              }
              onToggle={toggle}
            />
          );
        })}
      </ul>
    </section>
  ));
}

function isHere(
  { info: { id, lineage } }: Row,
  rows: readonly Row[],
  lineages: readonly (LineageId | null)[],
): boolean {
  if (!lineages.includes(lineage)) return false;
  return rows.find(({ info }) => info.lineage === lineage)?.info.id === id;
}

function ImportButton() {
  const inputRef = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button
        label="Import…"
        icon="import"
        title="Add snapshots from .snowglobe files; they can be dropped anywhere on the page, too"
        onClick={() => inputRef.current?.click()}
      />
      <input
        ref={inputRef}
        type="file"
        multiple
        hidden
        aria-label="Files to import"
        accept=".snowglobe"
        onChange={(event) => {
          const files = [...(event.target.files ?? [])];
          event.target.value = '';
          void takeFiles(files);
        }}
      />
    </>
  );
}
