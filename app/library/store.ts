import { create } from 'zustand';
import type { LineageId, SnapshotId, SnapshotInfo, StorageUse } from '#protocol/snapshots';
import { report } from '../notices/notices.ts';
import { askLibrary, watchLibrary } from './library.ts';

/** A snapshot that cannot be read, and the sentence that says why. */
export interface DamagedSnapshot {
  readonly id: SnapshotId;
  readonly message: string;
}

export interface LibraryState {
  /** Newest first; null until the library was asked. */
  readonly snapshots: readonly SnapshotInfo[] | null;
  /** Read when somebody looks. */
  readonly damaged: readonly DamagedSnapshot[];
  readonly storage: StorageUse | null;
}

/** Read anywhere; written by this file alone. */
export const useLibrary = create<LibraryState>(() => ({
  snapshots: null,
  damaged: [],
  storage: null,
}));

/** Keeps the list as the library's from now on. */
export function followLibrary(): void {
  watchLibrary(coalesced(refreshSnapshots));
}

/** Reads the list now. */
export async function refreshSnapshots(): Promise<void> {
  const listed = await askLibrary((api) => api.list());
  useLibrary.setState(({ snapshots }) => ({ snapshots: sameWhereEqual(snapshots ?? [], listed) }));
}

/** Reads what takes longer: each manifest, and what the browser says of storage. */
export async function surveyLibrary(): Promise<void> {
  const [damaged, storage] = await Promise.all([
    askLibrary((api) => api.damaged()),
    askLibrary((api) => api.storage()),
  ]);
  useLibrary.setState({ damaged, storage });
}

/** The newest snapshot of a machine. */
export function newestOf(
  snapshots: readonly SnapshotInfo[] | null,
  lineage: LineageId | null,
): SnapshotInfo | undefined {
  if (lineage === null) return undefined;
  return snapshots?.find((info) => info.lineage === lineage);
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
