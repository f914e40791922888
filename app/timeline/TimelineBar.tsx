import { type KeyboardEvent, type PointerEvent, useEffect, useMemo, useState } from 'react';
import type { MachineId, MachineStatus } from '#protocol/machine';
import type { Timeline } from '#protocol/timeline';
import { Button } from '../controls/Button.tsx';
import { clientOf } from '../machines/fleet.ts';
import { report } from '../notices/notices.ts';
import { RateDial } from './RateDial.tsx';
import { agoText, nsAt, shareOf, stretchesOf } from './scale.ts';
import { Scrubber } from './scrubber.ts';
import styles from './TimelineBar.module.css';
import { forgetTimeline, readTimeline, useTimelines, watchTimeline } from './timeline-store.ts';
import { undoCommand } from './undo.ts';

const STEP_NS = 1e9;
const PAGE_NS = 10e9;

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
  useEffect(() => (hasPast && visible ? watchTimeline(id) : undefined), [hasPast, visible, id]);
  useEffect(() => () => forgetTimeline(id), [id]);
  const [wantedNs, setWantedNs] = useState<number | null>(null);
  const scrubber = useMemo(
    () =>
      new Scrubber(async (guestTimeNs) => {
        await clientOf(id)?.call((api) => api.rewindTo(guestTimeNs));
        await readTimeline(id);
      }),
    [id],
  );
  if (!hasPast || timeline === undefined) return null;

  const atNs = wantedNs ?? timeline.atNs;
  const inPast = phase === 'rewound';
  const goTo = (ns: number): void => {
    const target = Math.min(timeline.toNs, Math.max(timeline.fromNs, ns));
    // The present that it was told last is past by now.
    if (!inPast && wantedNs === null && target === timeline.toNs) return;
    setWantedNs(target);
    scrubber
      .to(target)
      .catch(report)
      .finally(() => setWantedNs(null));
  };
  const ask = (verb: 'play' | 'pause' | 'takeOver'): void => {
    const done =
      verb === 'takeOver'
        ? clientOf(id)?.call((api) => api.takeOver())
        : clientOf(id)?.call((api) => api[verb]());
    done?.then(() => readTimeline(id)).catch(report);
  };

  return (
    <section
      className={styles.bar}
      aria-label={`Past of ${name}`}
      data-past={inPast}
      aria-busy={wantedNs !== null}
    >
      <RateDial id={id} status={status} />
      <Track timeline={timeline} atNs={atNs} onGo={goTo} />
      <output className={styles.when} aria-live="off">
        {agoText(timeline.toNs - atNs)}
      </output>
      {status.phase === 'rewound' && status.failure !== undefined ? (
        <p role="alert" className={styles.failure}>
          {status.failure.message}
        </p>
      ) : null}
      {inPast ? (
        <div className={styles.verbs}>
          {status.phase === 'rewound' && status.playing ? (
            <Button label="Hold" icon="pause" compact="narrow" onClick={() => ask('pause')} />
          ) : (
            <Button label="Play" icon="play" compact="narrow" onClick={() => ask('play')} />
          )}
          <Button
            label="Live on from here"
            look="primary"
            title="What came after is kept as a snapshot; the machine goes on from this instant."
            onClick={() => {
              ask('takeOver');
              onConsole();
            }}
          />
          <Button
            label="Back to now"
            onClick={() => {
              goTo(timeline.toNs);
              onConsole();
            }}
          />
        </div>
      ) : (
        <div className={styles.verbs}>
          <span className={styles.hint}>Drag back to go back in time</span>
          <Button
            label="Undo command"
            icon="left"
            compact="narrow"
            title="Back to before the last command, and on from there (Ctrl Shift Z)"
            aria-keyshortcuts="Control+Shift+Z"
            disabled={timeline.commands.length === 0}
            onClick={() => {
              void undoCommand(id);
              onConsole();
            }}
          />
        </div>
      )}
    </section>
  );
}

interface TrackProps {
  readonly timeline: Timeline;
  readonly atNs: number;
  readonly onGo: (guestTimeNs: number) => void;
}

function Track({ timeline, atNs, onGo }: TrackProps) {
  const { fromNs, toNs } = timeline;
  const stretches = useMemo(() => stretchesOf(timeline), [timeline]);
  const handlePointer = (event: PointerEvent<HTMLDivElement>): void => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    onGo(nsAt(timeline, (event.clientX - left) / width));
  };
  const handleKey = (event: KeyboardEvent): void => {
    const target = keyTarget(event.key, atNs, timeline);
    if (target === null) return;
    event.preventDefault();
    onGo(target);
  };
  return (
    <div
      className={styles.track}
      role="slider"
      tabIndex={0}
      aria-label="Instant of this machine's past"
      aria-valuemin={0}
      aria-valuemax={Math.round((toNs - fromNs) / 1e9)}
      aria-valuenow={Math.round((atNs - fromNs) / 1e9)}
      aria-valuetext={agoText(toNs - atNs)}
      onKeyDown={handleKey}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        handlePointer(event);
      }}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) handlePointer(event);
      }}
    >
      <svg viewBox="0 0 1000 100" preserveAspectRatio="none" aria-hidden="true">
        {stretches.map(({ from, to, activity, hasOutput, hasInput }) => (
          <g key={from}>
            <rect
              className={hasOutput ? styles.busy : styles.quiet}
              x={from * 1000}
              width={Math.max(1, (to - from) * 1000)}
              y={100 - 8 - activity * 80}
              height={8 + activity * 80}
            />
            {hasInput ? (
              <rect className={styles.input} x={to * 1000 - 1} width={2} y={0} height={14} />
            ) : null}
          </g>
        ))}
      </svg>
      <div
        className={styles.head}
        style={{ insetInlineStart: `${shareOf(timeline, atNs) * 100}%` }}
      />
    </div>
  );
}

function keyTarget(key: string, atNs: number, { fromNs, toNs }: Timeline): number | null {
  switch (key) {
    case 'ArrowLeft':
    case 'ArrowDown':
      return atNs - STEP_NS;
    case 'ArrowRight':
    case 'ArrowUp':
      return atNs + STEP_NS;
    case 'PageDown':
      return atNs - PAGE_NS;
    case 'PageUp':
      return atNs + PAGE_NS;
    case 'Home':
      return fromNs;
    case 'End':
      return toNs;
    default:
      return null;
  }
}
