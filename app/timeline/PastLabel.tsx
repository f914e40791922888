import { useEffect, useRef, useState } from 'react';
import type { MachineId, MachineStatus } from '#protocol/machine';
import type { Timeline } from '#protocol/timeline';
import styles from './PastLabel.module.css';
import { forgetStep, useSteps } from './steps.ts';
import { useTimelines } from './timeline-store.ts';
import { instantText } from './words.ts';

interface PastLabelProps {
  readonly id: MachineId;
  readonly status: MachineStatus;
}

/** On the console of a machine that does not run: of when it is, and what the last step came to. */
export function PastLabel({ id, status }: PastLabelProps) {
  const timeline = useTimelines(({ timelines }) => timelines.get(id));
  const told = useSteps((state) => (state.told?.id === id ? state.told.text : null));
  const inPast = status.phase === 'rewound';
  const stands = status.phase === 'paused' || (inPast && !status.playing);
  const nudges = useNudges(inPast);
  useEffect(() => {
    if (!stands) forgetStep();
  }, [stands]);
  if (timeline === undefined || !(inPast || (stands && told !== null))) return null;
  return (
    <div
      key={nudges}
      className={styles.label}
      data-past={inPast}
      data-nudged={nudges > 0}
      data-past-label
    >
      {inPast ? (
        <>
          <p className={styles.when}>
            {timeline.replay ? 'Replay, ' : ''}
            {instantText(timeline, timeline.atNs)}
          </p>
          <p>
            <span className={styles.what}>{whatText(timeline, status.playing)} </span>
            Nothing typed here reaches it.
          </p>
        </>
      ) : null}
      <p role="status" className={styles.step}>
        {told}
      </p>
    </div>
  );
}

function whatText({ replay }: Timeline, playing: boolean): string {
  if (replay) return 'What was recorded; nothing of it is saved.';
  return playing ? 'What the machine did then, done again.' : 'The machine as it was.';
}

/** How often somebody typed on a console that nobody reads: each time it is pointed out. */
function useNudges(deaf: boolean): number {
  const [nudges, setNudges] = useState(0);
  const counting = useRef(deaf);
  useEffect(() => {
    counting.current = deaf;
    if (!deaf) {
      setNudges(0);
      return;
    }
    const handleKey = ({ key, target, ctrlKey, metaKey }: KeyboardEvent): void => {
      const isTyped = (key.length === 1 || key === 'Enter') && !ctrlKey && !metaKey;
      const isConsole = target instanceof Element && target.closest('[data-console]') !== null;
      if (isTyped && isConsole) setNudges((before) => before + 1);
    };
    document.addEventListener('keydown', handleKey, true);
    return () => document.removeEventListener('keydown', handleKey, true);
  }, [deaf]);
  return nudges;
}
