import { type FormEvent, type KeyboardEvent, type ReactNode, useRef, useState } from 'react';
import { findImage } from '#images/catalog';
import type { SnapshotInfo } from '#protocol/snapshots';
import { Button } from '../controls/Button.tsx';
import { resumeAsNew } from '../library/resuming.ts';
import { renameSnapshot, verifySnapshot } from '../library/verbs.ts';
import { dateText, pauseText } from '../library/words.ts';
import { ask, pickToCompare } from './panel-store.ts';
import styles from './SnapshotDetails.module.css';

interface SnapshotDetailsProps {
  readonly id: string;
  readonly info: SnapshotInfo;
  readonly here: boolean;
  readonly onResume: (info: SnapshotInfo) => void;
}

/** A larger picture of a snapshot, its facts, and what can be done with it. */
export function SnapshotDetails({ id, info, here, onResume }: SnapshotDetailsProps) {
  const [renaming, setRenaming] = useState(false);
  const { machine, picture } = info;
  const renameRef = useRef<HTMLButtonElement>(null);
  const handleRenamed = (): void => {
    setRenaming(false);
    requestAnimationFrame(() => renameRef.current?.focus());
  };
  return (
    <div id={id} className={styles.details}>
      <div className={styles.frame}>
        <pre
          className={styles.picture}
          style={{ fontSize: `calc(100cqi / ${picture.columns} / 0.605)` }}
        >
          {picture.lines.join('\n').trimEnd() || ' '}
        </pre>
      </div>
      <dl className={styles.facts}>
        <Fact name="Machine">
          {machine.name}, {findImage(machine.image)?.title ?? machine.image}, {machine.memoryMiB}{' '}
          MiB
        </Fact>
        <Fact name="Saved">{dateText(info.createdAt)}</Fact>
        <Fact name="Stood still">{pauseText(info.pauseMs)}</Fact>
        <Fact name="Instructions">{info.instructions.toLocaleString('en')}</Fact>
      </dl>
      {renaming ? (
        <Rename info={info} onDone={handleRenamed} />
      ) : (
        <div className={styles.verbs}>
          <Button label="Resume" icon="play" look="primary" onClick={() => onResume(info)} />
          <Button
            label="As a new machine"
            icon="plus"
            look="plain"
            title="A copy with a host name, a network address and random numbers of its own"
            onClick={() => void resumeAsNew(info)}
          />
          <span className={styles.break} />
          <Button ref={renameRef} label="Rename" icon="pencil" onClick={() => setRenaming(true)} />
          <Button label="Compare…" icon="compare" onClick={() => pickToCompare(info)} />
          <Button label="Verify" icon="check" onClick={() => verifySnapshot(info)} />
          <Button label="Export…" icon="export" onClick={() => ask({ kind: 'export', info })} />
          <Button label="Delete…" icon="trash" onClick={() => ask({ kind: 'delete', info })} />
        </div>
      )}
      {here ? (
        <p className={styles.hint}>
          Resume takes {machine.name} back to this; what it is now is kept first, as a snapshot.
        </p>
      ) : null}
    </div>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Rename({ info, onDone }: { readonly info: SnapshotInfo; readonly onDone: () => void }) {
  const [name, setName] = useState(info.name);
  const handleSubmit = (event: FormEvent): void => {
    event.preventDefault();
    if (name.trim() === '') return;
    if (name.trim() !== info.name || info.kind === 'auto') renameSnapshot(info.id, name);
    onDone();
  };
  const handleKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    onDone();
  };
  return (
    <form className={styles.rename} onSubmit={handleSubmit} onKeyDown={handleKey}>
      <input
        aria-label="Name"
        value={name}
        maxLength={80}
        autoComplete="off"
        // biome-ignore lint/a11y/noAutofocus: it takes the place of the button that had the focus.
        autoFocus
        onFocus={(event) => event.target.select()}
        onChange={(event) => setName(event.target.value)}
      />
      <Button type="submit" label="Rename" look="primary" disabled={name.trim() === ''} />
      <Button label="Cancel" look="plain" onClick={onDone} />
    </form>
  );
}
