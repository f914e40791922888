import { type KeyboardEvent, useRef, useState } from 'react';
import type { Timeline, TimelineMark } from '#protocol/timeline';
import styles from './Marks.module.css';
import { type Range, shareOf } from './scale.ts';
import { instantText, markText } from './words.ts';

interface MarksProps {
  readonly timeline: Timeline;
  readonly range: Range;
  readonly onGo: (mark: TimelineMark) => void;
  /** One is pointed at, or has the focus; null: no more. */
  readonly onLook: (mark: TimelineMark | null) => void;
}

/** Flags at the instants that have names. One stop for Tab; arrow keys go from flag to flag. */
export function Marks({ timeline, range, onGo, onLook }: MarksProps) {
  const { marks } = timeline;
  const ref = useRef<HTMLDivElement>(null);
  const [current, setCurrent] = useState(0);
  if (marks.length === 0) return null;
  const stop = Math.min(current, marks.length - 1);
  const handleKey = (event: KeyboardEvent): void => {
    const next = placeAfter(event.key, stop, marks.length);
    if (next === null) return;
    event.preventDefault();
    ref.current?.querySelectorAll('button')[next]?.focus();
  };
  return (
    <div ref={ref} className={styles.marks} role="toolbar" aria-label="Marks" onKeyDown={handleKey}>
      {marks.map((mark, place) => (
        <button
          key={`${mark.guestTimeNs} ${mark.kind} ${mark.name}`}
          type="button"
          className={styles.mark}
          data-kind={mark.kind}
          style={{ insetInlineStart: `${shareOf(range, mark.guestTimeNs) * 100}%` }}
          tabIndex={place === stop ? 0 : -1}
          aria-label={`Go to ${markText(mark)}, ${instantText(timeline, mark.guestTimeNs)}`}
          onClick={() => onGo(mark)}
          onFocus={() => {
            setCurrent(place);
            onLook(mark);
          }}
          onBlur={() => onLook(null)}
          onPointerEnter={() => onLook(mark)}
          onPointerLeave={() => onLook(null)}
        />
      ))}
    </div>
  );
}

function placeAfter(key: string, place: number, count: number): number | null {
  switch (key) {
    case 'ArrowLeft':
      return Math.max(0, place - 1);
    case 'ArrowRight':
      return Math.min(count - 1, place + 1);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}
