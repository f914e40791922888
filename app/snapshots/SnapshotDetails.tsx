import { type ReactNode, useRef, useState } from 'react';
import { findImage } from '#images/catalog';
import type { SnapshotInfo } from '#protocol/snapshots';
import { Button } from '../controls/Button.tsx';
import { verifySnapshot } from '../library/verbs.ts';
import { dateText, pauseText } from '../library/words.ts';
import { goingBackHint } from '../machines/phase.ts';
import { useMachines } from '../machines/store.ts';
import { NameForm } from './NameForm.tsx';
import { ask, pickToCompare } from './panel-store.ts';
import { resume, resumeNew, resumeWord } from './resume.ts';
import styles from './SnapshotDetails.module.css';

interface SnapshotDetailsProps {
  readonly id: string;
  readonly info: SnapshotInfo;
}

/** A larger picture of a snapshot, its facts, and what can be done with it. */
export function SnapshotDetails({ id, info }: SnapshotDetailsProps) {
  const [renaming, setRenaming] = useState(false);
  const { machine, picture, lineage } = info;
  const isReplay = info.kind === 'replay';
  const hint = useMachines(({ entries }) => {
    const here = entries.find((entry) => entry.lineage === lineage);
    return here === undefined || isReplay ? null : goingBackHint(here.config, here.status);
  });
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
        <NameForm
          info={info}
          label="Name"
          verb="Rename"
          look="primary"
          eager
          onDone={handleRenamed}
          onCancel={handleRenamed}
        />
      ) : (
        <div className={styles.verbs}>
          <Button
            label={resumeWord(info)}
            icon="play"
            look="primary"
            onClick={() => void resume(info)}
          />
          {isReplay ? null : (
            <Button
              label="As a new machine"
              icon="plus"
              look="plain"
              title="A copy with a host name, a network address and random numbers of its own"
              onClick={() => void resumeNew(info)}
            />
          )}
          <span className={styles.break} />
          <Button ref={renameRef} label="Rename" icon="pencil" onClick={() => setRenaming(true)} />
          <Button label="Compare…" icon="compare" onClick={() => pickToCompare(info)} />
          <Button label="Verify" icon="check" onClick={() => verifySnapshot(info)} />
          <Button label="Export…" icon="export" onClick={() => ask({ kind: 'export', info })} />
          <Button label="Delete…" icon="trash" onClick={() => ask({ kind: 'delete', info })} />
        </div>
      )}
      {hint === null ? null : <p className={styles.hint}>{hint}</p>}
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
