import { expect, test } from 'vitest';
import type { LineageId, SnapshotId, SnapshotInfo } from '#protocol/snapshots';
import { familiesOf } from './forest.ts';

/** `child<parent@lineage`, in the order of their making. */
function snapshots(...words: readonly string[]): SnapshotInfo[] {
  return words
    .map((word, index): SnapshotInfo => {
      const [, id = '', parent, lineage = 'a'] = /^(\w+)(?:<(\w+))?(?:@(\w+))?$/.exec(word) ?? [];
      return {
        // Safe: made-up ids of a test.
        id: id as SnapshotId,
        parent: (parent ?? null) as SnapshotId | null,
        lineage: lineage as LineageId,
        name: id,
        kind: 'kept',
        createdAt: index + 1,
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
        guestUptimeMs: 0,
        instructions: 0,
        newBytes: 0,
        sharedBytes: 0,
        totalBytes: 0,
        pauseMs: 0,
        picture: { columns: 80, rows: 24, lines: [] },
      };
    })
    .toReversed();
}

function drawn(...words: readonly string[]): string[] {
  return familiesOf(snapshots(...words)).flatMap(({ name, rows }) => [
    name,
    ...rows.map(
      ({ info, depth, branchedFrom }) =>
        `${'  '.repeat(depth)}${info.id}${branchedFrom === null ? '' : ` from ${branchedFrom}`}`,
    ),
  ]);
}

test('a machine that was frozen again and again is one straight line, newest first', () => {
  expect(drawn('one', 'two<one', 'three<two')).toEqual(['machine a', 'three', 'two', 'one']);
});

test('a branch stands above what it comes from, and the line to the newest is not indented', () => {
  expect(drawn('one', 'two<one', 'three<two', 'other<one', 'latest<three')).toEqual([
    'machine a',
    'latest',
    'three',
    'two',
    '  other from one',
    'one',
  ]);
});

test('machines stand apart, that of the newest first; a copy stands where it began', () => {
  expect(drawn('one', 'b1@b', 'copy<one@c', 'two<one', 'b2<b1@b')).toEqual([
    'machine b',
    'b2',
    'b1',
    'machine a',
    'two',
    '  copy from one',
    'one',
  ]);
});

test('what was made from a deleted snapshot, and circles, are shown all the same', () => {
  expect(drawn('one<gone', 'x<y', 'y<x')).toHaveLength(4);
});

test('a line of 5,000 is ordered in a moment', () => {
  const line = Array.from({ length: 5000 }, (_, n) => (n === 0 ? 'n0' : `n${n}<n${n - 1}`));
  const begun = performance.now();
  expect(drawn(...line)).toHaveLength(5001);
  expect(performance.now() - begun).toBeLessThan(2000);
});
