import type { FrozenFacts, RegionName } from '#protocol/frozen-machine';
import type { SnapshotId, SnapshotKind } from '#protocol/snapshots';

/** A chunk that a manifest names: its BLAKE3, its bytes unpacked, its bytes in storage. */
export type ChunkRef = readonly [hash: string, rawBytes: number, storedBytes: number];

/** Where a region's pages are; pages that no run names are zero. */
export interface ManifestRegion {
  readonly pageCount: number;
  /** Four numbers a run, ascending: first page, count of pages, chunk's index, first page within the chunk. */
  readonly runs: readonly number[];
}

/** Bytes cut in pieces: how many in all, and the chunks' indices in order. */
export interface ManifestPieces {
  readonly bytes: number;
  readonly chunks: readonly number[];
}

/** A compiled module, its code in pieces. */
export interface ManifestModule extends ManifestPieces {
  readonly index: number;
  readonly start: number;
  readonly stateFlags: number;
}

/** A machine's content by reference: what two snapshots of equal machines have in common. */
export interface MachineContent {
  readonly facts: FrozenFacts;
  readonly chunks: readonly ChunkRef[];
  readonly regions: Readonly<Partial<Record<RegionName, ManifestRegion>>>;
  readonly texts: Readonly<Record<string, ManifestPieces>>;
  readonly modules: readonly ManifestModule[];
}

/** One snapshot, complete: it needs chunks and nothing else. */
export interface Manifest extends MachineContent {
  readonly id: SnapshotId;
  /** Kind and name as they were when it was written; what they are now is in its info record. */
  readonly kind: SnapshotKind;
  readonly name: string;
  readonly parent: SnapshotId | null;
  /** What it was written against; it does not need it any more. */
  readonly base: SnapshotId | null;
  readonly pauseMs: number;
  /** Bytes of its chunks that this snapshot added when it was written, and of those that were there. */
  readonly newBytes: number;
  readonly sharedBytes: number;
}

/** Tells whether two manifests hold the same machine; where and when its chunks were stored does not matter. */
export function isSameContent(a: MachineContent, b: MachineContent): boolean {
  return JSON.stringify(contentOf(a)) === JSON.stringify(contentOf(b));
}

/** All of a machine's content that does not depend on the library that holds it, in one order. */
export function contentOf({ facts, chunks, regions, texts, modules }: MachineContent): unknown {
  return [
    facts,
    chunks.map(([hash, rawBytes]) => [hash, rawBytes]),
    byName(regions),
    byName(texts),
    modules,
  ];
}

function byName(record: object): unknown {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
}
