import { type CSSProperties, type KeyboardEvent, type PointerEvent, useId, useState } from 'react';
import type { ConsoleFrame, Timeline, TimelineMark } from '#protocol/timeline';
import { Activity } from './Activity.tsx';
import { Film } from './Film.tsx';
import { knownUntil } from './film-store.ts';
import { Marks } from './Marks.tsx';
import { Preview } from './Preview.tsx';
import { type Selected, StretchHandles } from './StretchHandles.tsx';
import { nsAt, type Range, shareOf } from './scale.ts';
import styles from './Track.module.css';
import { keyTarget } from './track-keys.ts';
import { instantText, reachText } from './words.ts';

/** So near to its end is the present, however long that has been pointed at. */
const NOW_PX = 4;

interface TrackProps {
  readonly timeline: Timeline;
  readonly frames: readonly ConsoleFrame[];
  /** Where it stands, or is wanted to. */
  readonly atNs: number;
  /** Nobody has dragged it yet. */
  readonly invites: boolean;
  readonly selected: Selected | null;
  readonly onGo: (guestTimeNs: number) => void;
  readonly onSelect: (selected: Selected | null) => void;
  /** Space. */
  readonly onPlay: () => void;
}

/** All that is remembered, as film and as graph: what is dragged along it is the machine. */
export function Track(props: TrackProps) {
  const { timeline, frames, atNs, invites, selected, onGo, onSelect } = props;
  const [lookNs, setLookNs] = useState<number | null>(null);
  const [mark, setMark] = useState<TimelineMark | null>(null);
  const [held, setHeld] = useState<Range | null>(null);
  const reachId = useId();
  const { fromNs, toNs, marks } = timeline;
  const shownNs = mark?.guestTimeNs ?? lookNs;
  // Under a pointer nothing moves, though time goes on.
  const range = held ?? timeline;
  const handlers = usePointer(props, range, setLookNs);
  const handleKey = (event: KeyboardEvent): void => {
    if (event.key === ' ') props.onPlay();
    else if (event.key === '[')
      onSelect({ fromNs: atNs, toNs: Math.max(atNs, selected?.toNs ?? toNs) });
    else if (event.key === ']') {
      onSelect({ fromNs: Math.min(atNs, selected?.fromNs ?? fromNs), toNs: atNs });
    } else {
      const target = keyTarget(event, atNs, timeline);
      if (target === null) return;
      onGo(target);
      setLookNs(Math.min(toNs, Math.max(fromNs, target)));
    }
    event.preventDefault();
  };
  const here = marks.find(({ guestTimeNs }) => Math.abs(guestTimeNs - atNs) < 1e6);
  return (
    <div
      className={styles.track}
      style={{ '--at': shareOf(range, atNs) } as CSSProperties}
      onPointerEnter={() => setHeld({ fromNs, toNs })}
      onPointerLeave={() => setHeld(null)}
    >
      <div
        className={styles.slider}
        role="slider"
        tabIndex={0}
        aria-label="Instant of this machine's past"
        aria-describedby={reachId}
        aria-valuemin={0}
        aria-valuemax={Math.round((toNs - fromNs) / 1e9)}
        aria-valuenow={Math.round((atNs - fromNs) / 1e9)}
        aria-valuetext={`${instantText(timeline, atNs)}${here === undefined ? '' : `, ${here.name}`}`}
        onKeyDown={handleKey}
        onBlur={() => setLookNs(null)}
        {...handlers}
      >
        <div className={styles.strip}>
          <Film range={range} frames={frames} knownNs={knownUntil(timeline, frames)} />
          <Activity points={timeline.points} range={range} />
          <div className={styles.after} />
        </div>
        <div className={styles.head} />
        {invites ? <div className={styles.invitation}>Drag back in time</div> : null}
      </div>
      <p id={reachId} className="visually-hidden">
        {reachText(timeline)}
      </p>
      <Marks
        timeline={timeline}
        range={range}
        onGo={({ guestTimeNs }) => onGo(guestTimeNs)}
        onLook={setMark}
      />
      {selected === null ? null : (
        <StretchHandles timeline={timeline} range={range} selected={selected} onSelect={onSelect} />
      )}
      {shownNs === null ? null : (
        <Preview timeline={timeline} range={range} frames={frames} ns={shownNs} mark={mark} />
      )}
    </div>
  );
}

/** Dragging goes there; with Shift held it selects; hovering looks. */
function usePointer(
  { timeline, onGo, onSelect }: TrackProps,
  range: Range,
  onLook: (ns: number | null) => void,
) {
  const [anchorNs, setAnchorNs] = useState<number | null>(null);
  const nsOf = ({ currentTarget, clientX }: PointerEvent<HTMLElement>): number => {
    const { left, width } = currentTarget.getBoundingClientRect();
    const x = clientX - left;
    return x > width - NOW_PX ? timeline.toNs : nsAt(range, x / width);
  };
  const select = (ns: number, from: number): void =>
    onSelect({ fromNs: Math.min(from, ns), toNs: Math.max(from, ns) });
  return {
    onPointerDown: (event: PointerEvent<HTMLElement>): void => {
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      const ns = nsOf(event);
      if (event.shiftKey) {
        setAnchorNs(ns);
        select(ns, ns);
      } else onGo(ns);
    },
    onPointerMove: (event: PointerEvent<HTMLElement>): void => {
      const ns = nsOf(event);
      onLook(ns);
      if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
      if (anchorNs === null) onGo(ns);
      else select(ns, anchorNs);
    },
    onPointerUp: (): void => setAnchorNs(null),
    onPointerLeave: (): void => onLook(null),
  };
}
