import { create } from 'zustand';
import type { LineageId, SnapshotInfo, StorageUse, UnreadableSnapshot } from '#protocol/snapshots';
import { report } from '../notices/notices.ts';
import { askLibrary, watchLibrary } from './library.ts';
import { nextRowKeys, type RowKeys } from './row-keys.ts';

export interface LibraryState {
  /** Newest first; null until the library was asked. */
  readonly snapshots: readonly SnapshotInfo[] | null;
  /** Names the rows of the list, a snapshot's each. */
  readonly rowKeys: RowKeys;
  /** Read when somebody looks. */
  readonly unreadable: readonly UnreadableSnapshot[];
  readonly storage: StorageUse | null;
}

/** Read anywhere; written by this file alone. */
export const useLibrary = create<LibraryState>(() => ({
  snapshots: null,
  rowKeys: new Map(),
  unreadable: [],
  storage: null,
}));

/** Keeps the list as the library's from now on. */
export function followLibrary(): void {
  watchLibrary(coalesced(refreshSnapshots));
}

/** Reads the list now. */
export async function refreshSnapshots(): Promise<void> {
  const listed = await askLibrary((api) => api.list());
  useLibrary.setState(({ snapshots, rowKeys }) => ({
    snapshots: sameWhereEqual(snapshots ?? [], listed),
    rowKeys: nextRowKeys(rowKeys, snapshots ?? [], listed),
  }));
}

/** Reads what takes longer: each manifest, and what the browser says of storage. */
export async function surveyLibrary(): Promise<void> {
  const [unreadable, storage] = await Promise.all([
    askLibrary((api) => api.damaged()),
    askLibrary((api) => api.storage()),
  ]);
  useLibrary.setState({ unreadable, storage });
}

/** The newest snapshot of a machine; its replays show what it did once, and are none. */
export function newestOf(
  snapshots: readonly SnapshotInfo[] | null,
  lineage: LineageId | null,
): SnapshotInfo | undefined {
  if (lineage === null) return undefined;
  return snapshots?.find((info) => info.lineage === lineage && info.kind !== 'replay');
}

/** A snapshot as it is listed now; of one that its machine saved by itself, what has taken its place since. */
export function presentOf(
  snapshots: readonly SnapshotInfo[] | null,
  info: SnapshotInfo,
): SnapshotInfo {
  const { id, kind, lineage } = info;
  const same = snapshots?.find((listed) => listed.id === id);
  if (same !== undefined || kind !== 'auto') return same ?? info;
  return snapshots?.find((listed) => listed.kind === 'auto' && listed.lineage === lineage) ?? info;
}

/** Runs `work` after calls of the answer, once for those that come while it runs. */
function coalesced(work: () => Promise<void>): () => void {
  let running = false;
  let again = false;
  const run = async (): Promise<void> => {
    running = true;
    try {
      do {
        again = false;
        await work();
      } while (again);
    } catch (error) {
      report(error);
    } finally {
      running = false;
    }
  };
  return () => {
    if (running) again = true;
    else void run();
  };
}

/** Snapshots hardly change: rows of those that did not are not drawn again. */
function sameWhereEqual(
  before: readonly SnapshotInfo[],
  after: readonly SnapshotInfo[],
): readonly SnapshotInfo[] {
  const known = new Map(before.map((info) => [info.id, info]));
  return after.map((info) => {
    const old = known.get(info.id);
    const equal =
      old !== undefined &&
      old.name === info.name &&
      old.kind === info.kind &&
      old.parent === info.parent &&
      old.newBytes === info.newBytes &&
      old.sharedBytes === info.sharedBytes;
    return equal ? old : info;
  });
}
