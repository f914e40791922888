import { useEffect, useMemo, useState } from 'react';
import type { MachineId, MachineStatus } from '#protocol/machine';
import { clientOf } from '../machines/fleet.ts';
import { hasEnded } from '../machines/phase.ts';
import { report } from '../notices/notices.ts';
import { useFilm, watchFilm } from './film-store.ts';
import { PastVerbs } from './PastVerbs.tsx';
import { PresentVerbs } from './PresentVerbs.tsx';
import { RateDial } from './RateDial.tsx';
import { StretchCard } from './StretchCard.tsx';
import type { Selected } from './StretchHandles.tsx';
import { Scrubber } from './scrubber.ts';
import styles from './TimelineBar.module.css';
import { TimeSettings } from './TimeSettings.tsx';
import { Track } from './Track.tsx';
import { forgetTimeline, readTimeline, useTimelines, watchTimeline } from './timeline-store.ts';
import { instantText, noPastText } from './words.ts';

interface TimelineBarProps {
  readonly id: MachineId;
  readonly name: string;
  readonly status: MachineStatus;
  readonly visible: boolean;
  /** The keyboard goes back to the console. */
  readonly onConsole: () => void;
}

/** What a machine remembers: dragged back, the machine is what it was. */
export function TimelineBar({ id, name, status, visible, onConsole }: TimelineBarProps) {
  const { phase } = status;
  const hasPast =
    phase === 'booting' || phase === 'running' || phase === 'paused' || phase === 'rewound';
  const timeline = useTimelines(({ timelines }) => timelines.get(id));
  const frames = useFilm((film) => (film.id === id ? film.frames : NO_FRAMES));
  useEffect(() => (hasPast && visible ? watchTimeline(id) : undefined), [hasPast, visible, id]);
  useEffect(() => (hasPast && visible ? watchFilm(id) : undefined), [hasPast, visible, id]);
  useEffect(() => () => forgetTimeline(id), [id]);
  const [wantedNs, setWantedNs] = useState<number | null>(null);
  const [invites, setInvites] = useState(true);
  const [selected, setSelected] = useState<Selected | null>(null);
  const scrubber = useMemo(
    () =>
      new Scrubber(async (guestTimeNs) => {
        await clientOf(id)?.call((api) => api.rewindTo(guestTimeNs));
        await readTimeline(id);
      }),
    [id],
  );
  if (hasEnded(status)) return null;
  // Its place is kept while it loads: the console has its size from the first.
  if (!hasPast || timeline === undefined) return <div className={styles.bar} data-empty />;

  const atNs = wantedNs ?? timeline.atNs;
  const goTo = (ns: number): void => {
    const target = Math.min(timeline.toNs, Math.max(timeline.fromNs, ns));
    // The present that it was told last is past by now.
    if (phase !== 'rewound' && wantedNs === null && target === timeline.toNs) return;
    setInvites(false);
    setWantedNs(target);
    scrubber
      .to(target)
      .catch(report)
      .finally(() => setWantedNs(null));
  };
  const ask = (verb: 'play' | 'pause' | 'takeOver'): void => {
    clientOf(id)
      ?.call((api) => api[verb]())
      .then(() => readTimeline(id))
      .catch(report);
  };
  const none = noPastText(timeline);
  const isPlaying = status.phase === 'rewound' && status.playing;
  const shared = { id, onConsole, onStretch: () => setSelected(lastOf(timeline, atNs)) };

  return (
    <section
      className={styles.bar}
      aria-label={`Past of ${name}`}
      data-past={phase === 'rewound'}
      aria-busy={wantedNs !== null}
    >
      {none === null ? (
        <Track
          timeline={timeline}
          frames={frames}
          atNs={atNs}
          invites={invites && phase !== 'rewound'}
          selected={selected}
          onGo={goTo}
          onSelect={setSelected}
          onPlay={() => (phase === 'rewound' ? ask(isPlaying ? 'pause' : 'play') : undefined)}
        />
      ) : (
        <p className={styles.none}>{none}</p>
      )}
      <StretchCard
        id={id}
        timeline={timeline}
        selected={selected}
        onClear={() => setSelected(null)}
      />
      <div className={styles.time}>
        <div className={styles.dial}>
          <RateDial id={id} status={status} />
        </div>
        <TimeSettings id={id} status={status} timeline={timeline} />
        <output className={styles.when} aria-live="off">
          {none === null ? instantText(timeline, atNs) : ''}
        </output>
      </div>
      {status.phase === 'rewound' ? (
        <PastVerbs
          {...shared}
          playing={status.playing}
          replay={timeline.replay}
          onAsk={ask}
          onEnd={() => goTo(timeline.toNs)}
        />
      ) : none !== null ? null : (
        <PresentVerbs
          {...shared}
          stands={phase === 'paused'}
          undoes={timeline.commands.length > 0}
        />
      )}
      {status.phase === 'rewound' && status.failure !== undefined ? (
        <p role="alert" className={styles.failure}>
          {status.failure.message}
        </p>
      ) : null}
    </section>
  );
}

const NO_FRAMES = [] as const;

/** What is selected first: up to where it stands, no longer than is looked through at once. */
const FIRST_STRETCH_NS = 10e9;

function lastOf({ fromNs, toNs }: Selected, atNs: number): Selected {
  const end = atNs > fromNs ? atNs : toNs;
  return { fromNs: Math.max(fromNs, end - FIRST_STRETCH_NS), toNs: end };
}
