import type { Timeline, TimelinePoint } from '#protocol/timeline';

/** A part of what is shown, 0 (the earliest) to 1 (the present). */
export function shareOf({ fromNs, toNs }: Pick<Timeline, 'fromNs' | 'toNs'>, ns: number): number {
  return toNs > fromNs ? Math.min(1, Math.max(0, (ns - fromNs) / (toNs - fromNs))) : 1;
}

/** The guest time at a part of what is shown. */
export function nsAt({ fromNs, toNs }: Pick<Timeline, 'fromNs' | 'toNs'>, share: number): number {
  return fromNs + Math.min(1, Math.max(0, share)) * (toNs - fromNs);
}

/** `now`, `0.4 s ago`, `12 s ago`, `3:05 ago`. */
export function agoText(ns: number): string {
  const seconds = ns / 1e9;
  if (seconds < 0.05) return 'now';
  if (seconds < 9.95) return `${seconds.toFixed(1)} s ago`;
  if (seconds < 60) return `${Math.floor(seconds)} s ago`;
  const rest = String(Math.floor(seconds % 60)).padStart(2, '0');
  return `${Math.floor(seconds / 60)}:${rest} ago`;
}

/** What happened between two points, each 0 to 1: of the most that did in what is shown. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  /** Instructions a second. */
  readonly activity: number;
  readonly hasOutput: boolean;
  readonly hasInput: boolean;
}

/** The stretches of a timeline, oldest first. */
export function stretchesOf(timeline: Timeline): readonly Stretch[] {
  const { points } = timeline;
  const rates = points.slice(1).map((point, index) => rateBetween(points[index], point));
  const most = Math.max(1, ...rates);
  return points.slice(1).map((point, index) => ({
    from: shareOf(timeline, points[index]?.guestTimeNs ?? 0),
    to: shareOf(timeline, point.guestTimeNs),
    activity: (rates[index] ?? 0) / most,
    hasOutput: point.outputBytes > 0,
    hasInput: point.inputBytes > 0,
  }));
}

function rateBetween(before: TimelinePoint | undefined, after: TimelinePoint): number {
  if (before === undefined || after.guestTimeNs <= before.guestTimeNs) return 0;
  return (
    (after.instructions - before.instructions) / ((after.guestTimeNs - before.guestTimeNs) / 1e9)
  );
}
