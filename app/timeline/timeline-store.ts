import { create } from 'zustand';
import type { MachineId } from '#protocol/machine';
import type { Timeline } from '#protocol/timeline';
import { clientOf } from '../machines/fleet.ts';

/** How often a machine is asked what it remembers, while it is on the screen. */
const READ_MS = 500;

interface TimelineState {
  /** What the machines on the screen said last. */
  readonly timelines: ReadonlyMap<MachineId, Timeline>;
}

export const useTimelines = create<TimelineState>(() => ({ timelines: new Map() }));

/** Keeps a machine's timeline up to date until what it returns is called. */
export function watchTimeline(id: MachineId): () => void {
  void readTimeline(id);
  const timer = setInterval(() => void readTimeline(id), READ_MS);
  return () => clearInterval(timer);
}

/** Asks a machine what it remembers; one that has no past now keeps what it said last. */
export async function readTimeline(id: MachineId): Promise<void> {
  if (document.visibilityState === 'hidden') return;
  const timeline = await clientOf(id)
    ?.call((api) => api.timeline())
    .catch(() => undefined);
  if (timeline !== undefined) setTimeline(id, timeline);
}

export function forgetTimeline(id: MachineId): void {
  useTimelines.setState(({ timelines }) => {
    const kept = new Map(timelines);
    kept.delete(id);
    return { timelines: kept };
  });
}

function setTimeline(id: MachineId, timeline: Timeline): void {
  useTimelines.setState(({ timelines }) => ({ timelines: new Map(timelines).set(id, timeline) }));
}
