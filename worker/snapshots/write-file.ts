import { createBLAKE3 } from 'hash-wasm';
import { fromHex } from '#protocol/bytes';
import type { FrozenMachine } from '#protocol/frozen-machine';
import { BAKED_ID, type SnapshotId } from '#protocol/snapshots';
import { loadBlake3 } from './blake3.ts';
import { encodeHeader, type FileImage } from './file-header.ts';
import { contentOf, type Manifest } from './manifest.ts';
import { manifestJson } from './manifest-bytes.ts';
import { Progress } from './progress.ts';
import { type ChunkSink, type PutChunk, writeMachine } from './write-machine.ts';

/** What a file's body is made of beside its manifest. */
export interface FileBody {
  /** The manifest's chunks in order, unpacked. */
  readonly chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
  readonly images: readonly (FileImage & { readonly content: Uint8Array<ArrayBuffer> })[];
}

/** Parts that are gathered before they become a blob, which the browser may move to disk. */
const GATHERED_BYTES = 16 * 1024 * 1024;

/** Writes a snapshot's file. */
export async function writeSnapshotFile(manifest: Manifest, body: FileBody): Promise<Blob> {
  const blake3 = await loadBlake3();
  const json = manifestJson(manifest);
  const header = encodeHeader(
    {
      id: manifest.id,
      manifestBytes: json.length,
      chunkBytes: manifest.chunks.reduce((sum, [, rawBytes]) => sum + rawBytes, 0),
      images: body.images.map(({ path, sha256, bytes }) => ({ path, sha256, bytes })),
    },
    blake3,
  );
  const hasher = (await createBLAKE3()).init().update(header);
  let parts: BlobPart[] = [header];
  let gathered = 0;
  for await (const part of compressed(bodyParts(json, body))) {
    hasher.update(part);
    parts.push(part);
    gathered += part.length;
    if (gathered < GATHERED_BYTES) continue;
    parts = [new Blob(parts)];
    gathered = 0;
  }
  return new Blob([...parts, fromHex(hasher.digest('hex'))]);
}

/**
 * Writes the file of a machine that is in no library, as the build does. Its id is a digest of its content, so that equal
 * machines are one snapshot everywhere.
 */
export async function bakeSnapshotFile(frozen: FrozenMachine): Promise<Blob> {
  const blake3 = await loadBlake3();
  const raws = new Map<string, Uint8Array>();
  const sink: ChunkSink = {
    put: async (hash, raw) => {
      raws.set(hash, raw);
    },
    finish: async () =>
      new Map(
        [...raws].map(([hash, raw]): [string, PutChunk] => [
          hash,
          { storedBytes: raw.length, isNew: true },
        ]),
      ),
  };
  const { content, newBytes, sharedBytes } = await writeMachine(frozen, null, {
    sink,
    blake3,
    progress: new Progress(undefined, 0),
  });
  const digest = blake3(new TextEncoder().encode(JSON.stringify(contentOf(content))));
  const manifest: Manifest = {
    // Safe: this is what ids of baked snapshots are.
    id: `${BAKED_ID}${digest.slice(0, 32)}` as SnapshotId,
    kind: 'baked',
    name: frozen.name ?? frozen.facts.machine.name,
    parent: null,
    base: null,
    pauseMs: frozen.pauseMs,
    newBytes,
    sharedBytes,
    ...content,
  };
  const chunks = content.chunks.map(([hash]) => raws.get(hash) ?? new Uint8Array(0));
  return writeSnapshotFile(manifest, { chunks, images: [] });
}

async function* bodyParts(
  json: Uint8Array<ArrayBuffer>,
  { chunks, images }: FileBody,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  yield json;
  // Copied: a chunk's bytes may lie in a buffer that the next one takes.
  for await (const chunk of chunks) yield new Uint8Array(chunk);
  for (const { content } of images) yield content;
}

async function* compressed(
  parts: AsyncGenerator<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const source = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull: async (controller) => {
      const { done, value } = await parts.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
  });
  const reader = source.pipeThrough(new CompressionStream('gzip')).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}
