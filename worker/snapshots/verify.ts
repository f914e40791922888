import type { Cancellable, SnapshotId, Verified } from '#protocol/snapshots';
import { imageDamaged } from './failures.ts';
import type { MachineStore } from './machine-store.ts';
import type { Manifest } from './manifest.ts';
import { Progress } from './progress.ts';

/** Reads and checks all of a snapshot that is in storage. */
export async function verify(
  machines: MachineStore,
  id: SnapshotId,
  how: Cancellable | undefined,
): Promise<Verified> {
  const { records, chunks } = machines;
  const manifest = await records.manifest(id);
  const label = await records.label(id);
  const bytes = manifest.chunks.reduce((sum, [, rawBytes]) => sum + rawBytes, 0);
  const progress = new Progress(how, bytes);
  for await (const raw of chunks.each(manifest.chunks, label)) await progress.advance(raw.length);
  await verifyImages(machines, manifest, label);
  return { chunks: manifest.chunks.length, bytes };
}

/** Image files came with an import or are not in storage; those that are not are the page's to check. */
async function verifyImages(
  { images }: MachineStore,
  { facts }: Manifest,
  label: string,
): Promise<void> {
  for (const [path, sha256] of Object.entries(facts.image.files)) {
    if ((await images.condition(sha256)) === 'damaged') throw imageDamaged(label, path);
  }
}
