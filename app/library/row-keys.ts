import type { SnapshotId, SnapshotInfo } from '#protocol/snapshots';

/** What names a snapshot's row in the list. */
export type RowKeys = ReadonlyMap<SnapshotId, string>;

let made = 0;

/**
 * Keeps the names of rows while a list changes. What a machine saves by itself has the row of what it took the place of, so
 * that who is busy there is not disturbed.
 */
export function nextRowKeys(
  before: RowKeys,
  listed: readonly SnapshotInfo[],
  next: readonly SnapshotInfo[],
): RowKeys {
  const nextIds = new Set(next.map(({ id }) => id));
  const replaced = new Map(
    listed
      .filter(({ id, kind }) => kind === 'auto' && !nextIds.has(id))
      .map(({ id, lineage }) => [lineage, before.get(id)]),
  );
  return new Map(
    next.map(({ id, kind, lineage }) => {
      const inherited = kind === 'auto' ? replaced.get(lineage) : undefined;
      return [id, before.get(id) ?? inherited ?? newKey()];
    }),
  );
}

function newKey(): string {
  made++;
  return `row-${made}`;
}
