import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useShallow } from 'zustand/shallow';
import type { LineageId, SnapshotId, SnapshotInfo } from '#protocol/snapshots';
import { Button } from '../controls/Button.tsx';
import { familiesOf, type Row } from '../library/forest.ts';
import { resumeSnapshot } from '../library/resuming.ts';
import { useLibrary } from '../library/store.ts';
import { importFiles, lookAgain } from '../library/verbs.ts';
import { useMachines } from '../machines/store.ts';
import { Damaged } from './Damaged.tsx';
import { Jobs } from './Jobs.tsx';
import { NoSnapshots } from './NoSnapshots.tsx';
import { ask, pickToCompare, usePanel } from './panel-store.ts';
import { SnapshotRow } from './SnapshotRow.tsx';
import styles from './SnapshotsPanel.module.css';
import { StorageLine } from './StorageLine.tsx';

/** Storage and damage, which take a look at each snapshot, are looked at so long after a change. */
const SETTLES_MS = 2000;

interface SnapshotsPanelProps {
  readonly onClose: () => void;
  /** A machine goes on: the keyboard is its. */
  readonly onResumed: () => void;
}

/** All that is kept, and what can be done with it. */
export function SnapshotsPanel({ onClose, onResumed }: SnapshotsPanelProps) {
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
        <Damaged />
        {snapshots === null ? null : snapshots.length === 0 ? (
          <NoSnapshots />
        ) : (
          <Families snapshots={snapshots} comparing={comparing} onResumed={onResumed} />
        )}
      </div>
      <StorageLine />
    </aside>
  );
}

interface FamiliesProps {
  readonly snapshots: readonly SnapshotInfo[];
  readonly comparing: SnapshotInfo | null;
  readonly onResumed: () => void;
}

function Families({ snapshots, comparing, onResumed }: FamiliesProps) {
  const families = useMemo(() => familiesOf(snapshots), [snapshots]);
  const lineages = useMachines(useShallow(({ entries }) => entries.map(({ lineage }) => lineage)));
  const [openId, setOpenId] = useState<SnapshotId | null>(null);
  const toggle = useCallback(
    ({ id }: SnapshotInfo) => setOpenId((before) => (before === id ? null : id)),
    [],
  );
  const resumed = useRef(onResumed);
  useEffect(() => {
    resumed.current = onResumed;
  });
  const resume = useCallback(async (info: SnapshotInfo) => {
    const outcome = await resumeSnapshot(info);
    if (outcome === 'elsewhere') ask({ kind: 'elsewhere', info });
    if (outcome === 'resumed') resumed.current();
  }, []);
  return families.map(({ lineage, name, rows }) => (
    <section key={lineage} className={styles.family} aria-label={`Snapshots of ${name}`}>
      <h3 className={styles.machine}>{name}</h3>
      <ul className={styles.rows}>
        {rows.map((row) => (
          <SnapshotRow
            key={row.info.id}
            row={row}
            open={row.info.id === openId}
            here={hereOf(row, rows, lineages)}
            comparing={comparing === null ? 'no' : comparing.id === row.info.id ? 'self' : 'other'}
            onToggle={toggle}
            onResume={resume}
          />
        ))}
      </ul>
    </section>
  ));
}

function hereOf(
  { info: { id, lineage } }: Row,
  rows: readonly Row[],
  lineages: readonly (LineageId | null)[],
): 'no' | 'first' | 'yes' {
  if (!lineages.includes(lineage)) return 'no';
  return rows.find(({ info }) => info.lineage === lineage)?.info.id === id ? 'first' : 'yes';
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
          void importFiles(files);
        }}
      />
    </>
  );
}
