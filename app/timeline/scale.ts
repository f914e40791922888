import type { Timeline, TimelinePoint } from '#protocol/timeline';

/** The guest times that a timeline is drawn from and to. */
export type Range = Pick<Timeline, 'fromNs' | 'toNs'>;

/** A part of what is shown, 0 (the earliest) to 1 (the present). */
export function shareOf({ fromNs, toNs }: Range, ns: number): number {
  return toNs > fromNs ? Math.min(1, Math.max(0, (ns - fromNs) / (toNs - fromNs))) : 1;
}

/** The guest time at a part of what is shown. */
export function nsAt({ fromNs, toNs }: Range, share: number): number {
  return fromNs + Math.min(1, Math.max(0, share)) * (toNs - fromNs);
}

/** What happened between two points, each 0 to 1. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  /** Instructions a second, of the most in what is shown: 0 to 1. */
  readonly activity: number;
  /** Device accesses a second, likewise; null: not known yet. */
  readonly devices: number | null;
  readonly hasOutput: boolean;
  readonly hasInput: boolean;
}

/** The stretches between points, oldest first. */
export function stretchesOf(points: readonly TimelinePoint[], range: Range): readonly Stretch[] {
  const pairs = points.slice(1).map((point, index) => ({ before: points[index] ?? point, point }));
  const rates = pairs.map(({ before, point }) => ({
    instructions: perSecond(before, point, point.instructions - before.instructions),
    devices: point.deviceAccesses === null ? null : perSecond(before, point, point.deviceAccesses),
  }));
  const most = {
    instructions: Math.max(1, ...rates.map(({ instructions }) => instructions)),
    devices: Math.max(1, ...rates.map(({ devices }) => devices ?? 0)),
  };
  return pairs.map(({ before, point }, index) => {
    const { instructions = 0, devices = null } = rates[index] ?? {};
    return {
      from: shareOf(range, before.guestTimeNs),
      to: shareOf(range, point.guestTimeNs),
      activity: instructions / most.instructions,
      devices: devices === null ? null : devices / most.devices,
      hasOutput: point.outputBytes > 0,
      hasInput: point.inputBytes > 0,
    };
  });
}

/** What the machine did between the points around an instant. */
export interface Deeds {
  readonly seconds: number;
  readonly instructions: number;
  /** Null: not known yet. */
  readonly deviceAccesses: number | null;
  readonly outputBytes: number;
  readonly inputBytes: number;
}

/** Null after the last point, and where there is none before: what happens there is not told yet. */
export function deedsAt({ points }: Timeline, ns: number): Deeds | null {
  const index = points.findIndex(({ guestTimeNs }) => guestTimeNs > ns);
  const before = points[index - 1];
  const after = points[index];
  if (before === undefined || after === undefined) return null;
  const { deviceAccesses, outputBytes, inputBytes } = after;
  return {
    seconds: (after.guestTimeNs - before.guestTimeNs) / 1e9,
    instructions: after.instructions - before.instructions,
    deviceAccesses,
    outputBytes,
    inputBytes,
  };
}

function perSecond(before: TimelinePoint, after: TimelinePoint, count: number): number {
  const seconds = (after.guestTimeNs - before.guestTimeNs) / 1e9;
  return seconds > 0 ? count / seconds : 0;
}
