import { expect, test } from 'vitest';
import type { SnapshotId, SnapshotInfo } from '#protocol/snapshots';
import { familiesOf } from './forest.ts';
import { sampleSnapshot } from './sample-snapshot.ts';

/** `child<parent@lineage`, in the order of their making. */
function snapshots(...words: readonly string[]): SnapshotInfo[] {
  return words
    .map((word, index): SnapshotInfo => {
      const [, id = '', parent, lineage = 'a'] = /^(\w+)(?:<(\w+))?(?:@(\w+))?$/.exec(word) ?? [];
      return sampleSnapshot(id, lineage, {
        // Safe: in tests any text may name one.
        parent: (parent ?? null) as SnapshotId | null,
        createdAt: index + 1,
      });
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
