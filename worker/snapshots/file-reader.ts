import { createBLAKE3 } from 'hash-wasm';
import { toHex } from '#protocol/bytes';
import { type Blake3, loadBlake3 } from './blake3.ts';
import { BodyReader } from './body-reader.ts';
import { fileDamaged, fileUnreadable, notSnapshot } from './failures.ts';
import {
  type FileHeader,
  type FileImage,
  PREFIX_BYTES,
  readHeader,
  readPrefix,
  TRAILER_BYTES,
} from './file-header.ts';
import { sha256Of } from './image-store.ts';
import type { Manifest } from './manifest.ts';
import { parseManifest } from './manifest-bytes.ts';

/** Takes a checked chunk; the next one is unpacked when it has resolved. */
export type TakeFileChunk = (position: number, raw: Uint8Array) => Promise<void> | void;

/**
 * A snapshot's file, read from front to end: `open`, `manifest`, `chunks`, `images`. Each fails with `SnapshotDamaged`
 * for what is not as its header, its manifest or its checksums say.
 */
export class SnapshotFileReader {
  readonly header: FileHeader;
  readonly #blake3: Blake3;
  readonly #body: BodyReader;

  /** Checks the whole file and reads its header. Fails with `FileNotSnapshot` and `SnapshotForeign`, too. */
  static async open(file: Blob): Promise<SnapshotFileReader> {
    const blake3 = await loadBlake3();
    const prefix = await bytesOf(file.slice(0, PREFIX_BYTES));
    if (prefix.length === 0) throw notSnapshot();
    const { headerBytes, check } = readPrefix(prefix);
    const bodyAt = PREFIX_BYTES + headerBytes;
    const trailerAt = file.size - TRAILER_BYTES;
    if (trailerAt < bodyAt) throw fileDamaged('it is cut off');
    const trailer = toHex(await bytesOf(file.slice(trailerAt)));
    if ((await checksum(file.slice(0, trailerAt))) !== trailer) {
      throw fileDamaged('it does not match its checksum; it may be cut off or changed');
    }
    const header = readHeader(await bytesOf(file.slice(PREFIX_BYTES, bodyAt)), check, blake3);
    const body = file.slice(bodyAt, trailerAt).stream();
    const unpacked = body.pipeThrough(new DecompressionStream('gzip'));
    return new SnapshotFileReader(header, blake3, new BodyReader(unpacked));
  }

  /** For what follows a header that was read and checked. */
  constructor(header: FileHeader, blake3: Blake3, body: BodyReader) {
    this.header = header;
    this.#blake3 = blake3;
    this.#body = body;
  }

  async manifest(): Promise<Manifest> {
    const manifest = parseManifest(await this.#body.read(this.header.manifestBytes), 'The file');
    if (manifest.id !== this.header.id) throw fileDamaged('header and manifest differ in the id');
    const chunkBytes = manifest.chunks.reduce((sum, [, rawBytes]) => sum + rawBytes, 0);
    if (chunkBytes !== this.header.chunkBytes) {
      throw fileDamaged("header and manifest differ in the chunks' size");
    }
    const digests = new Set(Object.values(manifest.facts.image.files));
    for (const { path, sha256 } of this.header.images) {
      if (!digests.has(sha256)) throw fileDamaged(`its file ${path} is none of its image's`);
    }
    return manifest;
  }

  /** Each is checked by its name, or only with the whole file: enough where nothing else goes by its name. */
  async chunks(
    { chunks }: Manifest,
    take: TakeFileChunk,
    checked: 'by name' | 'by the file' = 'by name',
  ): Promise<void> {
    for (const [position, [hash, rawBytes]] of chunks.entries()) {
      const raw = await this.#body.read(rawBytes);
      if (checked === 'by name' && this.#blake3(raw) !== hash) {
        throw fileDamaged(`its chunk ${hash.slice(0, 12)}… does not match its name`);
      }
      await take(position, raw);
    }
  }

  /** The image's files, and then the end. */
  async images(
    take: (image: FileImage, bytes: Uint8Array<ArrayBuffer>) => Promise<void>,
  ): Promise<void> {
    for (const image of this.header.images) {
      const bytes = await this.#body.read(image.bytes);
      if ((await sha256Of(bytes)) !== image.sha256) {
        throw fileDamaged(`its file ${image.path} does not match its SHA-256`);
      }
      await take(image, bytes);
    }
    await this.#body.end();
  }

  close(): Promise<void> {
    return this.#body.close();
  }
}

async function bytesOf(blob: Blob): Promise<Uint8Array> {
  try {
    return new Uint8Array(await blob.arrayBuffer());
  } catch (cause) {
    throw fileUnreadable(cause);
  }
}

async function checksum(blob: Blob): Promise<string> {
  const hasher = (await createBLAKE3()).init();
  const reader = blob.stream().getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return hasher.digest('hex');
      hasher.update(value);
    }
  } catch (cause) {
    throw fileUnreadable(cause);
  }
}
