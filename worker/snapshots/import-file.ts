import { toFailure } from '#protocol/failure';
import {
  BAKED_ID,
  type Cancellable,
  type SnapshotId,
  type SnapshotInfo,
} from '#protocol/snapshots';
import { SnapshotFileReader } from './file-reader.ts';
import { type MachineStore, newId } from './machine-store.ts';
import { type ChunkRef, isSameContent, type Manifest } from './manifest.ts';
import { Progress } from './progress.ts';

/**
 * Adds a file's snapshot. One that is there already stays as it is, but chunks of it that are missing or damaged are
 * mended; one of the same id with other content makes the file's a new one.
 */
export async function importFile(
  machines: MachineStore,
  blob: Blob,
  how: Cancellable | undefined,
): Promise<SnapshotInfo> {
  const file = await SnapshotFileReader.open(blob);
  try {
    const manifest = await file.manifest();
    const existing = await find(machines, manifest.id);
    const isThere = isManifest(existing) && isSameContent(existing, manifest);
    const stored = await storeContent(machines, file, manifest, how);
    if (isThere && existing.kind !== 'baked') return await machines.records.info(manifest.id);
    const isFree = existing === 'none' && !isBaked(manifest.id);
    return await machines.records.commit({
      ...stored,
      id: isFree ? manifest.id : newId(),
      kind: manifest.kind === 'replay' ? 'replay' : 'kept',
    });
  } finally {
    await file.close();
  }
}

/** Adds a baked file's snapshot under its own id. The file is checked whole; when its snapshot is there, no more of it is read. */
export async function importBaked(machines: MachineStore, blob: Blob): Promise<SnapshotId> {
  const file = await SnapshotFileReader.open(blob);
  try {
    const { id } = file.header;
    const existing = await find(machines, id);
    if (isManifest(existing)) return id;
    const stored = await storeContent(machines, file, await file.manifest(), undefined);
    await machines.records.commit({ ...stored, kind: 'baked' });
    return id;
  } finally {
    await file.close();
  }
}

function isBaked(id: SnapshotId): boolean {
  return id.startsWith(BAKED_ID);
}

type Existing = Manifest | 'none' | 'foreign';

/** The snapshot of that id; one that is damaged is none. */
async function find({ records }: MachineStore, id: SnapshotId): Promise<Existing> {
  return records.manifest(id).catch((error: unknown): Existing => {
    const name = toFailure(error)?.name;
    if (name === 'SnapshotForeign') return 'foreign';
    if (name === 'SnapshotMissing' || name === 'SnapshotDamaged') return 'none';
    throw error;
  });
}

function isManifest(existing: Existing): existing is Manifest {
  return typeof existing === 'object';
}

async function storeContent(
  { chunks, images }: MachineStore,
  file: SnapshotFileReader,
  manifest: Manifest,
  how: Cancellable | undefined,
): Promise<Manifest> {
  const { header } = file;
  const imageBytes = header.images.reduce((sum, { bytes }) => sum + bytes, 0);
  const progress = new Progress(how, header.chunkBytes + imageBytes);
  const sink = chunks.sink(true);
  const seen = new Set<string>();
  await file.chunks(manifest, async (position, raw) => {
    const hash = manifest.chunks[position]?.[0] ?? '';
    if (!seen.has(hash)) await sink.put(hash, raw);
    seen.add(hash);
    await progress.advance(raw.length);
  });
  const put = await sink.finish();
  await file.images(async ({ sha256, bytes }, content) => {
    await images.put(sha256, content);
    await progress.advance(bytes);
  });
  let newBytes = 0;
  let sharedBytes = 0;
  const refs = manifest.chunks.map(([hash, rawBytes]): ChunkRef => {
    const { storedBytes, isNew } = put.get(hash) ?? { storedBytes: 0, isNew: false };
    if (isNew) newBytes += storedBytes;
    else sharedBytes += storedBytes;
    return [hash, rawBytes, storedBytes];
  });
  return { ...manifest, chunks: refs, base: null, newBytes, sharedBytes };
}
