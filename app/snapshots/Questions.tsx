import { useState } from 'react';
import type { SnapshotInfo } from '#protocol/snapshots';
import { Button } from '../controls/Button.tsx';
import { Choice, type ChoiceOption } from '../controls/Choice.tsx';
import { Dialog } from '../controls/Dialog.tsx';
import { Question } from '../controls/Question.tsx';
import { resumeAsNew, resumeSnapshot } from '../library/resuming.ts';
import { deleteSnapshot, type ExportKind, exportSnapshot } from '../library/verbs.ts';
import { absoluteText, bytesText } from '../library/words.ts';
import { CompareDialog } from './CompareDialog.tsx';
import { ask, usePanel } from './panel-store.ts';
import styles from './Questions.module.css';

/** The dialogs of the panel, one at a time. */
export function Questions() {
  const asked = usePanel((state) => state.asked);
  const close = (): void => ask(null);
  switch (asked?.kind) {
    case undefined:
      return null;
    case 'delete':
      return <DeleteQuestion info={asked.info} onClose={close} />;
    case 'export':
      return <ExportDialog info={asked.info} onClose={close} />;
    case 'elsewhere':
      return <ElsewhereDialog info={asked.info} onClose={close} />;
    case 'compare':
      return <CompareDialog a={asked.a} b={asked.b} onClose={close} />;
  }
}

interface AboutOne {
  readonly info: SnapshotInfo;
  readonly onClose: () => void;
}

function DeleteQuestion({ info, onClose }: AboutOne) {
  const { id, name, machine, createdAt, newBytes } = info;
  const when = absoluteText(createdAt);
  return (
    <Question
      title={`Delete “${name}”?`}
      text={`What ${machine.name} was on ${when} is lost for good, and its place in storage, some ${bytesText(newBytes)}, is free again where no other snapshot uses it. Snapshots made from it stay whole.`}
      verb="Delete"
      onYes={() => deleteSnapshot(id)}
      onClose={onClose}
    />
  );
}

const EXPORTS: readonly ChoiceOption<ExportKind>[] = [
  { value: 'snapshot', label: 'Snapshot' },
  { value: 'whole', label: 'With image files' },
  { value: 'v86', label: 'For v86' },
];

const EXPORT_HINTS: Readonly<Record<ExportKind, string>> = {
  snapshot:
    'One .snowglobe file. The files that the machine booted from are named in it by digest, and come with every Snowglobe that has them.',
  whole: 'One .snowglobe file that needs nothing else, even where that image is unknown.',
  v86: 'Two files: a state that v86 itself restores, and the options of its constructor. Scripting in the documentation tells how.',
};

function ExportDialog({ info, onClose }: AboutOne) {
  const [kind, setKind] = useState<ExportKind>('snapshot');
  return (
    <Dialog title={`Export “${info.name}”`} onClose={onClose}>
      <Choice
        legend="As"
        options={EXPORTS}
        value={kind}
        hint={EXPORT_HINTS[kind]}
        onChange={setKind}
      />
      <div className={styles.choices}>
        <Button label="Cancel" look="plain" onClick={onClose} />
        <Button
          label="Export"
          look="primary"
          onClick={() => {
            onClose();
            exportSnapshot(info, kind);
          }}
        />
      </div>
    </Dialog>
  );
}

function ElsewhereDialog({ info, onClose }: AboutOne) {
  const { name } = info.machine;
  const then = (work: () => Promise<unknown>) => () => {
    onClose();
    void work();
  };
  return (
    <Dialog title={`${name} runs in another tab`} onClose={onClose}>
      <p className={styles.text}>
        Two tabs cannot have one machine. Take over, and the other tab saves {name} and lets go of
        it; or begin another machine from “{info.name}” here.
      </p>
      <div className={styles.choices}>
        <Button label="Cancel" look="plain" onClick={onClose} />
        <Button label="As a new machine" look="plain" onClick={then(() => resumeAsNew(info))} />
        <Button label="Take over" look="primary" onClick={then(() => resumeSnapshot(info, true))} />
      </div>
    </Dialog>
  );
}
