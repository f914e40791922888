import type { LineageId, SnapshotId, SnapshotInfo } from '#protocol/snapshots';

/** A snapshot for tests: as little of one as there can be, with these members. */
export function sampleSnapshot(
  id: string,
  lineage: string,
  members: Partial<SnapshotInfo> = {},
): SnapshotInfo {
  return {
    // Safe: in tests any text may name them.
    id: id as SnapshotId,
    lineage: lineage as LineageId,
    kind: 'kept',
    name: id,
    machine: {
      image: 'tiny',
      name: `machine ${lineage}`,
      memoryMiB: 32,
      seed: 1,
      network: 'virtio',
      disk: null,
      cd: null,
    },
    image: { id: 'tiny', files: {} },
    createdAt: 0,
    parent: null,
    guestUptimeMs: 0,
    instructions: 0,
    newBytes: 0,
    sharedBytes: 0,
    totalBytes: 0,
    pauseMs: 0,
    picture: { columns: 80, rows: 24, lines: [] },
    ...members,
  };
}
