import type { Timeline } from '#protocol/timeline';

const STEP_NS = 1e9;
const PAGE_NS = 10e9;

interface Pressed {
  readonly key: string;
  readonly ctrlKey: boolean;
}

/** Where a key on the timeline leads; with Ctrl the arrows lead from mark to mark. Null: nowhere. */
export function keyTarget(
  { key, ctrlKey }: Pressed,
  atNs: number,
  { fromNs, toNs, marks }: Pick<Timeline, 'fromNs' | 'toNs' | 'marks'>,
): number | null {
  switch (key) {
    case 'ArrowLeft':
    case 'ArrowDown':
      if (!ctrlKey) return atNs - STEP_NS;
      return marks.findLast(({ guestTimeNs }) => guestTimeNs < atNs)?.guestTimeNs ?? fromNs;
    case 'ArrowRight':
    case 'ArrowUp':
      if (!ctrlKey) return atNs + STEP_NS;
      return marks.find(({ guestTimeNs }) => guestTimeNs > atNs)?.guestTimeNs ?? toNs;
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
