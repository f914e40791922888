import type { MachineId } from '#protocol/machine';
import { clientOf } from '../machines/fleet.ts';
import { report } from '../notices/notices.ts';
import { readTimeline, useTimelines } from './timeline-store.ts';

/** Names the instant at which a machine stands, for the user; a name is made up unless told. */
export async function bookmark(id: MachineId, name?: string): Promise<void> {
  const wanted = name ?? `Bookmark ${nextNumber(id)}`;
  try {
    await clientOf(id)?.call((api) => api.bookmark(wanted));
  } catch (error) {
    report(error);
  }
  await readTimeline(id);
}

function nextNumber(id: MachineId): number {
  const marks = useTimelines.getState().timelines.get(id)?.marks ?? [];
  return marks.filter(({ kind }) => kind === 'bookmark').length + 1;
}
