import type { LineageId, SnapshotId } from '#protocol/snapshots';
import { newUuid } from '#protocol/uuid';

/** Where a machine comes from. */
export interface Origin {
  readonly lineage: LineageId;
  /** The snapshot that its pages are those of. */
  readonly base: SnapshotId | null;
  readonly parent: SnapshotId | null;
  /** The file that holds `base`, when no library may have it yet. */
  readonly bakedFile: Uint8Array<ArrayBuffer> | null;
}

/** A machine that comes from nowhere. */
export function newOrigin(): Origin {
  // Safe: a UUID is what lineages are.
  const lineage = newUuid() as LineageId;
  return { lineage, base: null, parent: null, bakedFile: null };
}
