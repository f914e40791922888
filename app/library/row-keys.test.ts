import { expect, test } from 'vitest';
import type { SnapshotInfo, SnapshotKind } from '#protocol/snapshots';
import { nextRowKeys, type RowKeys } from './row-keys.ts';
import { sampleSnapshot } from './sample-snapshot.ts';

function snapshot(id: string, kind: SnapshotKind, lineage = 'machine'): SnapshotInfo {
  return sampleSnapshot(id, lineage, { kind });
}

/** The names of rows after each of several lists, by the snapshot. */
function after(
  ...lists: readonly (readonly SnapshotInfo[])[]
): Record<string, string | undefined>[] {
  let keys: RowKeys = new Map();
  let before: readonly SnapshotInfo[] = [];
  return lists.map((list) => {
    keys = nextRowKeys(keys, before, list);
    before = list;
    return Object.fromEntries(keys);
  });
}

test('what takes the place of a save has its row, and keeps it when it is named', () => {
  const kept = snapshot('kept', 'kept');
  const other = snapshot('other', 'auto', 'another');
  const [one, two, three, four] = after(
    [snapshot('a1', 'auto'), kept, other],
    [snapshot('a2', 'auto'), kept, other],
    [snapshot('a2', 'kept'), kept, other],
    [snapshot('a3', 'auto'), snapshot('a2', 'kept'), kept, other],
  );
  expect(two?.['a2']).toBe(one?.['a1']);
  expect(three?.['a2']).toBe(two?.['a2']);
  expect(four?.['a2']).toBe(three?.['a2']);
  for (const list of [one, two, three, four]) {
    expect(list?.['kept']).toBe(one?.['kept']);
    expect(list?.['other']).toBe(one?.['other']);
    expect(new Set(Object.values(list ?? {})).size).toBe(Object.keys(list ?? {}).length);
  }
});
