import type { KeepStatus } from '#protocol/machine';
import { useTimeText } from '../library/use-now.ts';
import { absoluteText, shortAgoText } from '../library/words.ts';
import styles from './KeepNote.module.css';

/** How far a machine is saved, in a word or two; nothing while there is nothing to save. */
export function KeepNote({ keeping }: { readonly keeping: KeepStatus | null }) {
  const text = useTimeText((now) => keepText(keeping, now), true);
  if (keeping === null || text === '') return null;
  return (
    <span
      className={styles.note}
      data-failed={keeping.failure !== null}
      data-saved={keeping.savedAt !== null && keeping.failure === null}
      title={titleOf(keeping)}
    >
      {text}
    </span>
  );
}

function keepText(keeping: KeepStatus | null, now: number): string {
  if (keeping === null) return '';
  if (keeping.saving) return 'Saving…';
  if (keeping.failure !== null) return 'Not saved';
  if (keeping.savedAt !== null) return `Saved ${shortAgoText(keeping.savedAt, now)}`;
  return keeping.changed ? 'Not saved yet' : '';
}

function titleOf({ failure, savedAt, changed }: KeepStatus): string {
  if (failure !== null) return failure.message;
  const when = savedAt === null ? 'It was never saved.' : `Saved: ${absoluteText(savedAt)}.`;
  return changed ? `${when} Something happened in it since.` : when;
}
