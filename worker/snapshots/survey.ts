import { toFailure } from '#protocol/failure';
import type { SnapshotId } from '#protocol/snapshots';
import type { Manifest } from './manifest.ts';
import type { Records } from './records.ts';

/** A snapshot whose manifest cannot be read, and the sentence that says why. */
export interface DamagedSnapshot {
  readonly id: SnapshotId;
  readonly message: string;
}

/** Visits all manifests, one at a time, and tells which cannot be read. */
export async function survey(
  records: Records,
  visit: (manifest: Manifest) => void,
): Promise<DamagedSnapshot[]> {
  const damaged: DamagedSnapshot[] = [];
  for (const id of await records.ids()) {
    try {
      visit(await records.manifest(id));
    } catch (error) {
      const failure = toFailure(error);
      if (failure === null || failure.name === 'StorageRefused') throw error;
      // Deleted since the ids were read.
      if (failure.name !== 'SnapshotMissing') damaged.push({ id, message: failure.message });
    }
  }
  return damaged;
}
