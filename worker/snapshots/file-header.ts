import { fromHex, toHex } from '#protocol/bytes';
import type { SnapshotId } from '#protocol/snapshots';
import type { Blake3 } from './blake3.ts';
import { fileDamaged, foreign, notSnapshot } from './failures.ts';
import { MAXIMUM, MAXIMUM_CHUNK_BYTES } from './limits.ts';
import { FORMAT_VERSION, parseJson } from './manifest-bytes.ts';
import { digest, id, list, record, text, whole } from './shapes.ts';

/** An image's file in a snapshot's file. */
export interface FileImage {
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
}

/** The sizes of all that follows in a file, unpacked. */
export interface FileHeader {
  readonly id: SnapshotId;
  readonly manifestBytes: number;
  readonly chunkBytes: number;
  readonly images: readonly FileImage[];
}

/** Bytes before the header: magic, version, the header's size, its BLAKE3. */
export const PREFIX_BYTES = 48;

/** Bytes after the body: BLAKE3 of all that comes before. */
export const TRAILER_BYTES = 32;

/** As in PNG: a byte that is no text, and the line ends that broken transfers change. */
const MAGIC = Uint8Array.of(0x89, 0x53, 0x4e, 0x4f, 0x57, 0x0d, 0x0a, 0x1a);
const VERSION_AT = 8;
const SIZE_AT = 12;
const CHECK_AT = 16;

/** Prefix and header as bytes. */
export function encodeHeader(header: FileHeader, blake3: Blake3): Uint8Array<ArrayBuffer> {
  const json = new TextEncoder().encode(JSON.stringify(header));
  const bytes = new Uint8Array(PREFIX_BYTES + json.length);
  const view = new DataView(bytes.buffer);
  bytes.set(MAGIC);
  view.setUint32(VERSION_AT, FORMAT_VERSION, true);
  view.setUint32(SIZE_AT, json.length, true);
  bytes.set(fromHex(blake3(json)), CHECK_AT);
  bytes.set(json, PREFIX_BYTES);
  return bytes;
}

/** What a file's prefix says of its header. Fails with `FileNotSnapshot`, `SnapshotForeign`, `SnapshotDamaged`. */
export function readPrefix(prefix: Uint8Array): { headerBytes: number; check: string } {
  if (!MAGIC.every((byte, at) => prefix[at] === byte)) throw notSnapshot();
  if (prefix.length < PREFIX_BYTES) throw fileDamaged('it ends within its first bytes');
  const view = new DataView(prefix.buffer, prefix.byteOffset, prefix.byteLength);
  const version = view.getUint32(VERSION_AT, true);
  if (version !== FORMAT_VERSION) throw foreign('The file', version);
  const headerBytes = view.getUint32(SIZE_AT, true);
  if (headerBytes > MAXIMUM.headerBytes) throw fileDamaged('its header is too large');
  return { headerBytes, check: toHex(prefix.subarray(CHECK_AT, PREFIX_BYTES)) };
}

/** Reads and checks a header's JSON. Fails with `SnapshotDamaged`. */
export function readHeader(json: Uint8Array, check: string, blake3: Blake3): FileHeader {
  if (blake3(json) !== check) throw fileDamaged('its header does not match its checksum');
  return parseJson(json, checkHeader, 'The file', 'header');
}

function checkHeader(value: unknown): FileHeader {
  const header = record(value, 'it');
  const images = list(header['images'], 'the list of image files', MAXIMUM.imageFiles);
  return {
    // Safe: it was just checked to be one.
    id: id(header['id'], 'the id') as SnapshotId,
    manifestBytes: whole(header['manifestBytes'], "the manifest's size", 1, MAXIMUM.manifestBytes),
    chunkBytes: whole(header['chunkBytes'], "the chunks' size", 0, MAXIMUM_CHUNK_BYTES),
    images: images.map((image) => {
      const { path, sha256, bytes } = record(image, 'an image file');
      return {
        path: text(path, "an image file's path"),
        sha256: digest(sha256, "an image file's digest"),
        bytes: whole(bytes, "an image file's size", 0, MAXIMUM.imageFileBytes),
      };
    }),
  };
}
