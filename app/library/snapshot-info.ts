import { FailureError } from '#protocol/failure';
import type { SnapshotId, SnapshotInfo } from '#protocol/snapshots';
import { askLibrary } from './library.ts';

/** What lists show of one snapshot. Fails with `SnapshotMissing` or `SnapshotDamaged`. */
export async function snapshotInfo(id: SnapshotId): Promise<SnapshotInfo> {
  const find = async (): Promise<SnapshotInfo | undefined> =>
    (await askLibrary((api) => api.list())).find((info) => info.id === id);
  const info = await find();
  if (info !== undefined) return info;
  // The library says why.
  await askLibrary((api) => api.verify(id));
  const late = await find();
  if (late !== undefined) return late;
  throw new FailureError('SnapshotMissing', 'This snapshot came with the page and is no one’s.');
}
