import type { MachineId } from '#protocol/machine';
import { clientOf } from '../machines/fleet.ts';
import { report } from '../notices/notices.ts';
import { readTimeline, useTimelines } from './timeline-store.ts';

/** The guest time at which a machine stands; undefined where it says none. */
export async function standsAt(id: MachineId): Promise<number | undefined> {
  const timeline = clientOf(id)?.call((api) => api.timeline());
  // Whether there is anything to name is told when it is named.
  return (await timeline?.catch(() => undefined))?.atNs;
}

/** Names an instant of a machine for the user, that at which it stands unless told; a name is made up unless told. */
export async function bookmark(id: MachineId, name?: string, atNs?: number): Promise<void> {
  const wanted = name ?? `Bookmark ${nextNumber(id)}`;
  try {
    await clientOf(id)?.call((api) => api.bookmark(wanted, atNs));
  } catch (error) {
    report(error);
  }
  await readTimeline(id);
}

function nextNumber(id: MachineId): number {
  const marks = useTimelines.getState().timelines.get(id)?.marks ?? [];
  return marks.filter(({ kind }) => kind === 'bookmark').length + 1;
}
