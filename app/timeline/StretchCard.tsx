import { type CSSProperties, useState } from 'react';
import type { MachineId } from '#protocol/machine';
import type { Timeline } from '#protocol/timeline';
import { Button } from '../controls/Button.tsx';
import { useJobs } from '../library/jobs.ts';
import { JobRow } from '../snapshots/JobRow.tsx';
import { saveReplay } from './replays.ts';
import styles from './StretchCard.module.css';
import type { Selected } from './StretchHandles.tsx';
import { shareOf } from './scale.ts';
import { instantText, secondsText } from './words.ts';

/** A shorter stretch shows nothing. */
const SHORTEST_NS = 0.1e9;

interface StretchCardProps {
  readonly id: MachineId;
  readonly timeline: Timeline;
  readonly selected: Selected | null;
  readonly onClear: () => void;
}

/** Above the timeline: what was selected can be saved as a replay; then how that goes. */
export function StretchCard({ id, timeline, selected, onClear }: StretchCardProps) {
  const [jobKey, setJobKey] = useState<number | null>(null);
  const job = useJobs(({ jobs }) => jobs.find(({ key }) => key === jobKey));
  if (selected === null && job === undefined) return null;
  const middle = selected === null ? timeline.toNs : (selected.fromNs + selected.toNs) / 2;
  return (
    <section
      className={styles.card}
      aria-label="Stretch of the past"
      style={{ '--share': shareOf(timeline, middle) } as CSSProperties}
    >
      {selected === null ? (
        <ul className={styles.job} aria-live="polite">
          {job === undefined ? null : <JobRow job={job} />}
        </ul>
      ) : (
        <Choice
          timeline={timeline}
          selected={selected}
          onSave={() => {
            setJobKey(saveReplay(id, selected));
            onClear();
          }}
          onClear={onClear}
        />
      )}
    </section>
  );
}

interface ChoiceProps {
  readonly timeline: Timeline;
  readonly selected: Selected;
  readonly onSave: () => void;
  readonly onClear: () => void;
}

function Choice({ timeline, selected: { fromNs, toNs }, onSave, onClear }: ChoiceProps) {
  const isTooShort = toNs - fromNs < SHORTEST_NS;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape does what Cancel does.
    <div
      className={styles.choice}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClear();
      }}
    >
      <p className={styles.text}>
        <strong>{secondsText((toNs - fromNs) / 1e9)}</strong>, from {instantText(timeline, fromNs)}
      </p>
      <Button label="Save replay" look="primary" disabled={isTooShort} onClick={onSave} />
      <Button label="Cancel" look="quiet" onClick={onClear} />
    </div>
  );
}
