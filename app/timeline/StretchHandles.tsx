import type { CSSProperties, KeyboardEvent, PointerEvent } from 'react';
import type { Timeline } from '#protocol/timeline';
import styles from './StretchHandles.module.css';
import { nsAt, type Range, shareOf } from './scale.ts';
import { keyTarget } from './track-keys.ts';
import { instantText } from './words.ts';

/** A stretch of the past that was selected. */
export interface Selected {
  readonly fromNs: number;
  readonly toNs: number;
}

interface StretchHandlesProps {
  readonly timeline: Timeline;
  readonly range: Range;
  readonly selected: Selected;
  readonly onSelect: (selected: Selected) => void;
}

/** What is selected on the timeline, between two handles. */
export function StretchHandles({ timeline, range, selected, onSelect }: StretchHandlesProps) {
  const from = shareOf(range, selected.fromNs);
  const to = shareOf(range, selected.toNs);
  return (
    <div className={styles.stretch} style={{ '--from': from, '--to': to } as CSSProperties}>
      <div className={styles.band} />
      <Handle
        name="Start of the stretch"
        share={from}
        ns={selected.fromNs}
        timeline={timeline}
        range={range}
        onMove={(ns) => onSelect({ fromNs: Math.min(ns, selected.toNs), toNs: selected.toNs })}
      />
      <Handle
        name="End of the stretch"
        share={to}
        ns={selected.toNs}
        timeline={timeline}
        range={range}
        onMove={(ns) => onSelect({ fromNs: selected.fromNs, toNs: Math.max(ns, selected.fromNs) })}
      />
    </div>
  );
}

interface HandleProps {
  readonly name: string;
  readonly share: number;
  readonly ns: number;
  readonly timeline: Timeline;
  readonly range: Range;
  readonly onMove: (guestTimeNs: number) => void;
}

function Handle({ name, share, ns, timeline, range, onMove }: HandleProps) {
  const { fromNs, toNs } = timeline;
  const handleKey = (event: KeyboardEvent): void => {
    const target = keyTarget(event, ns, timeline);
    if (target === null) return;
    event.preventDefault();
    onMove(Math.min(toNs, Math.max(fromNs, target)));
  };
  const handleMove = ({ currentTarget, pointerId, clientX }: PointerEvent<HTMLElement>): void => {
    if (!currentTarget.hasPointerCapture(pointerId)) return;
    const box = currentTarget.parentElement?.getBoundingClientRect();
    if (box !== undefined) onMove(nsAt(range, (clientX - box.left) / box.width));
  };
  return (
    <div
      className={styles.handle}
      style={{ insetInlineStart: `${share * 100}%` }}
      role="slider"
      tabIndex={0}
      aria-label={name}
      aria-valuemin={0}
      aria-valuemax={Math.round((toNs - fromNs) / 1e9)}
      aria-valuenow={Math.round((ns - fromNs) / 1e9)}
      aria-valuetext={instantText(timeline, ns)}
      onKeyDown={handleKey}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={handleMove}
    />
  );
}
