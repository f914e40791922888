import { FailureError } from '#protocol/failure';
import type { FileLocations } from '#protocol/machine';
import type { Cancellable, ExportOptions, SnapshotId } from '#protocol/snapshots';
import { sha256Of } from './image-store.ts';
import type { MachineStore } from './machine-store.ts';
import type { Manifest } from './manifest.ts';
import { Progress } from './progress.ts';
import { type FileBody, writeSnapshotFile } from './write-file.ts';

/** Reads a file of this page's own; throws when it is not to be had. */
export type FetchFile = (location: string) => Promise<Uint8Array<ArrayBuffer>>;

/** Writes a snapshot's file, under the name that it has now. */
export async function exportFile(
  machines: MachineStore,
  id: SnapshotId,
  locate: { readonly files: FileLocations; readonly fetchFile: FetchFile },
  options: ExportOptions | undefined,
  how: Cancellable | undefined,
): Promise<Blob> {
  const manifest = await machines.records.manifest(id);
  const { name, kind, parent } = await machines.records.info(id);
  const images = options?.withImage ? await imagesOf(machines, manifest, locate) : [];
  return writeSnapshotFile(
    { ...manifest, name, kind, parent, base: null },
    { chunks: chunksOf(machines, manifest, how), images },
  );
}

async function* chunksOf(
  { chunks, records }: MachineStore,
  manifest: Manifest,
  how: Cancellable | undefined,
): AsyncGenerator<Uint8Array> {
  const totalBytes = manifest.chunks.reduce((sum, [, rawBytes]) => sum + rawBytes, 0);
  const progress = new Progress(how, totalBytes);
  const label = await records.label(manifest.id);
  for await (const raw of chunks.each(manifest.chunks, label)) {
    await progress.advance(raw.length);
    yield raw;
  }
}

async function imagesOf(
  { images }: MachineStore,
  { facts }: Manifest,
  { files, fetchFile }: { readonly files: FileLocations; readonly fetchFile: FetchFile },
): Promise<FileBody['images']> {
  return Promise.all(
    Object.entries(facts.image.files).map(async ([path, sha256]) => {
      const content =
        (await images.get(sha256)) ?? (await fetched({ path, sha256 }, files, fetchFile));
      if ((await sha256Of(content)) !== sha256) throw imageMissing(path);
      return { path, sha256, bytes: content.length, content };
    }),
  );
}

async function fetched(
  { path, sha256 }: { readonly path: string; readonly sha256: string },
  files: FileLocations,
  fetchFile: FetchFile,
): Promise<Uint8Array<ArrayBuffer>> {
  // One of an earlier release has another path now.
  const location = files.images[sha256] ?? files.images[path];
  if (location === undefined) throw imageMissing(path);
  return fetchFile(location).catch((cause: unknown) => {
    throw imageMissing(path, cause);
  });
}

function imageMissing(path: string, cause?: unknown): FailureError {
  return new FailureError(
    'ImageMissing',
    `The file ${path} that this snapshot's machine booted from is not to be had here, or no longer the same. Nothing was exported. Export it without the image's files.`,
    { cause },
  );
}
