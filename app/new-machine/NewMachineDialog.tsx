import { type FormEvent, useState } from 'react';
import { IMAGES } from '#images/catalog';
import type { MachineConfig } from '#protocol/machine';
import { Button } from '../controls/Button.tsx';
import { Dialog } from '../controls/Dialog.tsx';
import { freeName, LONGEST_NAME } from '../machines/machine-config.ts';
import { useMachines } from '../machines/store.ts';
import { say } from '../notices/notices.ts';
import { prefer, usePreferences } from '../preferences/preferences.ts';
import { Devices } from './Devices.tsx';
import { type Draft, type DraftRefusals, newDraft, readDraft, refuseDraft } from './draft.ts';
import { Field } from './Field.tsx';
import { ImageChoice } from './ImageChoice.tsx';
import { MemoryField } from './MemoryField.tsx';
import styles from './NewMachineDialog.module.css';
import { StartChoice } from './StartChoice.tsx';

interface NewMachineDialogProps {
  readonly onStart: (config: MachineConfig, cold: boolean) => void;
  readonly onClose: () => void;
}

/** Everything has a default, so that Enter starts a machine. */
export function NewMachineDialog({ onStart, onClose }: NewMachineDialogProps) {
  const [draft, setDraft] = useState(firstDraft);
  const [reading, setReading] = useState(false);
  const [sent, setSent] = useState(false);
  const refusals = refuseDraft(draft);
  const change = (part: Partial<Draft>): void => setDraft((before) => ({ ...before, ...part }));

  const start = async (): Promise<void> => {
    setReading(true);
    try {
      const config = await readDraft(draft, takenNames());
      const { memoryMiB, network } = config;
      prefer({ lastChoices: { memoryMiB, network } });
      onClose();
      onStart(config, draft.cold);
    } catch {
      say(
        'The browser could not read the file. It may have been moved or changed: choose it again.',
      );
      setReading(false);
    }
  };
  const handleSubmit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    setSent(true);
    if (Object.keys(refusals).length === 0) void start();
    else focusFirstInvalid(event.currentTarget);
  };

  return (
    <Dialog title="New machine" onClose={onClose}>
      <form className={styles.form} onSubmit={handleSubmit} noValidate aria-busy={reading}>
        <ImageChoice imageId={draft.imageId} onChange={(imageId) => change({ imageId })} />
        <Field
          label="Name"
          value={draft.name}
          maxLength={LONGEST_NAME}
          onChange={(event) => change({ name: event.target.value })}
        />
        <MemoryField draft={draft} change={change} refusal={refusals.memory} />
        <Devices
          draft={draft}
          change={change}
          refusals={sent ? refusals : tolerant(draft, refusals)}
        />
        <StartChoice draft={draft} change={change} />
        <div className={styles.end}>
          <Button label="Cancel" look="plain" onClick={onClose} />
          <Button type="submit" label="Start" look="primary" disabled={reading} />
        </div>
      </form>
    </Dialog>
  );
}

/** Nobody has to be told to choose a file before trying to start without one. */
function tolerant(draft: Draft, { disk, cd, ...others }: DraftRefusals): DraftRefusals {
  return {
    ...others,
    ...(disk !== undefined && (draft.disk !== 'file' || draft.diskFile) ? { disk } : {}),
    ...(cd !== undefined && draft.cdFile ? { cd } : {}),
  };
}

/** Once what is wrong has been marked. */
function focusFirstInvalid(form: HTMLFormElement): void {
  requestAnimationFrame(() => form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
}

function firstDraft(): Draft {
  const [image] = IMAGES;
  if (image === undefined) throw new Error('The catalogue of images is empty.');
  return newDraft(image, freeName(image.id, takenNames()), usePreferences.getState().lastChoices);
}

function takenNames(): readonly string[] {
  return useMachines.getState().entries.map(({ config }) => config.name);
}
