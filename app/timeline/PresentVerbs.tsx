import type { MachineId } from '#protocol/machine';
import { Button } from '../controls/Button.tsx';
import { BookmarkButton } from './BookmarkButton.tsx';
import { StretchButton } from './PastVerbs.tsx';
import { StepMenu } from './StepMenu.tsx';
import styles from './TimelineBar.module.css';
import { undoCommand } from './undo.ts';

interface PresentVerbsProps {
  readonly id: MachineId;
  /** It is paused. */
  readonly stands: boolean;
  /** There is a command that can be undone. */
  readonly undoes: boolean;
  readonly onStretch: () => void;
  readonly onConsole: () => void;
}

/** What can be done with the past of a machine that is in its present. */
export function PresentVerbs({ id, stands, undoes, onStretch, onConsole }: PresentVerbsProps) {
  return (
    <div className={styles.verbs}>
      {stands ? <StepMenu id={id} /> : null}
      <BookmarkButton id={id} onConsole={onConsole} />
      <StretchButton onClick={onStretch} />
      <Button
        label="Undo command"
        icon="undo"
        compact="narrow"
        title="Back to before the last command, and on from there (Ctrl Shift Z)"
        aria-keyshortcuts="Control+Shift+Z"
        disabled={!undoes}
        onClick={() => {
          void undoCommand(id);
          onConsole();
        }}
      />
    </div>
  );
}
