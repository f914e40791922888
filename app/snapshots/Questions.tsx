import { useState } from 'react';
import type { SnapshotInfo, UnreadableSnapshot } from '#protocol/snapshots';
import { Button } from '../controls/Button.tsx';
import { Choice, type ChoiceOption } from '../controls/Choice.tsx';
import { Dialog } from '../controls/Dialog.tsx';
import { Question } from '../controls/Question.tsx';
import { presentOf, useLibrary } from '../library/store.ts';
import { deleteSnapshot, type ExportKind, exportSnapshot } from '../library/verbs.ts';
import { absoluteText, bytesText } from '../library/words.ts';
import { CompareDialog } from './CompareDialog.tsx';
import { type AskedAboutOne, ask, usePanel } from './panel-store.ts';
import styles from './Questions.module.css';
import { resumeFromOtherTab, resumeNew, resumeNow } from './resume.ts';

/** The dialogs of the panel, one at a time. */
export function Questions() {
  const asked = usePanel((state) => state.asked);
  const close = (): void => ask(null);
  if (asked === null) return null;
  switch (asked.kind) {
    case 'compare':
      return <CompareDialog a={asked.a} b={asked.b} onClose={close} />;
    case 'deleteUnreadable':
      return <DeleteUnreadableQuestion snapshot={asked.snapshot} onClose={close} />;
    default:
      return <QuestionAboutOne kind={asked.kind} asked={asked.info} onClose={close} />;
  }
}

interface QuestionAboutOneProps {
  readonly kind: AskedAboutOne['kind'];
  readonly asked: SnapshotInfo;
  readonly onClose: () => void;
}

function QuestionAboutOne({ kind, asked, onClose }: QuestionAboutOneProps) {
  // While it is asked, a machine may save itself again.
  const info = useLibrary(({ snapshots }) => presentOf(snapshots, asked));
  switch (kind) {
    case 'delete':
      return <DeleteQuestion info={info} onClose={onClose} />;
    case 'export':
      return <ExportDialog info={info} onClose={onClose} />;
    case 'elsewhere':
      return <ElsewhereDialog info={info} onClose={onClose} />;
    case 'goBack':
      return <GoBackQuestion info={info} onClose={onClose} />;
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

interface AboutUnreadable {
  readonly snapshot: UnreadableSnapshot;
  readonly onClose: () => void;
}

function DeleteUnreadableQuestion({ snapshot, onClose }: AboutUnreadable) {
  const { id, foreign, message } = snapshot;
  const text = foreign
    ? 'A newer Snowglobe made it and can still resume it. Deleted, it is lost for good.'
    : 'It cannot be resumed as it is. Deleted, what is left of it is lost for good.';
  return (
    <Question
      title={foreign ? 'Delete a snapshot of a newer Snowglobe?' : 'Delete a damaged snapshot?'}
      text={text}
      quote={message}
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

function GoBackQuestion({ info, onClose }: AboutOne) {
  const { name } = info.machine;
  return (
    <Question
      title={`Take ${name} back to “${info.name}”?`}
      text={`${name} is switched off, so what is on its disk now cannot be kept as a snapshot: what it wrote there since it was saved last is lost. Cancel and start it again to freeze it first.`}
      verb="Resume"
      onYes={() => void resumeNow(info)}
      onClose={onClose}
    />
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
        it: here it goes on from “{info.name}”, and what it was there stays among the snapshots. Or
        begin another machine from “{info.name}”.
      </p>
      <div className={styles.choices}>
        <Button label="Cancel" look="plain" onClick={onClose} />
        <Button label="As a new machine" look="plain" onClick={then(() => resumeNew(info))} />
        <Button label="Take over" look="primary" onClick={then(() => resumeFromOtherTab(info))} />
      </div>
    </Dialog>
  );
}
