import { toFailure } from '#protocol/failure';
import type { SnapshotId, UnreadableSnapshot } from '#protocol/snapshots';
import type { Manifest } from './manifest.ts';
import type { Records } from './records.ts';

/** Visits all manifests, or those of `ids`, one at a time, and tells which cannot be read. */
export async function survey(
  records: Records,
  visit: (manifest: Manifest) => void,
  ids?: readonly SnapshotId[],
): Promise<UnreadableSnapshot[]> {
  const unreadable: UnreadableSnapshot[] = [];
  for (const id of ids ?? (await records.ids())) {
    try {
      visit(await records.manifest(id));
    } catch (error) {
      const failure = toFailure(error);
      if (failure === null || failure.name === 'StorageRefused') throw error;
      // Deleted since the ids were read.
      if (failure.name === 'SnapshotMissing') continue;
      const foreign = failure.name === 'SnapshotForeign';
      unreadable.push({ id, foreign, message: failure.message });
    }
  }
  return unreadable;
}
