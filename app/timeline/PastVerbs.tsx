import type { MachineId } from '#protocol/machine';
import { Button } from '../controls/Button.tsx';
import { BookmarkButton } from './BookmarkButton.tsx';
import { StepMenu } from './StepMenu.tsx';
import styles from './TimelineBar.module.css';

interface PastVerbsProps {
  readonly id: MachineId;
  readonly playing: boolean;
  readonly replay: boolean;
  readonly onAsk: (verb: 'play' | 'pause' | 'takeOver') => void;
  /** To the present, or a replay's end. */
  readonly onEnd: () => void;
  readonly onStretch: () => void;
  readonly onConsole: () => void;
}

/** What can be done with a machine that stands in its past. */
export function PastVerbs(props: PastVerbsProps) {
  const { id, playing, replay, onAsk, onEnd, onStretch, onConsole } = props;
  return (
    <div className={styles.verbs}>
      {playing ? (
        <Button label="Hold" icon="pause" compact="narrow" onClick={() => onAsk('pause')} />
      ) : (
        <Button label="Play" icon="play" compact="narrow" onClick={() => onAsk('play')} />
      )}
      <StepMenu id={id} />
      <BookmarkButton id={id} onConsole={onConsole} />
      {replay ? null : <StretchButton onClick={onStretch} />}
      <Button
        label="Live on from here"
        short="Live on"
        look="primary"
        title={
          replay
            ? 'The recording ends here: from this instant on it is a machine like any other.'
            : 'What came after is kept as a snapshot; the machine goes on from this instant.'
        }
        onClick={() => {
          onAsk('takeOver');
          onConsole();
        }}
      />
      <Button
        label={replay ? 'To the end' : 'Back to now'}
        short={replay ? 'End' : 'Now'}
        look="plain"
        onClick={() => {
          onEnd();
          onConsole();
        }}
      />
    </div>
  );
}

export function StretchButton({ onClick }: { readonly onClick: () => void }) {
  return (
    <Button
      label="Cut a replay"
      icon="film"
      compact="always"
      title="Cut a replay (or drag along the timeline with Shift held)"
      onClick={onClick}
    />
  );
}
