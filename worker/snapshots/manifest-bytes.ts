import { deflateSync } from 'fflate';
import { fromHex, toHex } from '#protocol/bytes';
import type { Blake3 } from './blake3.ts';
import { checkManifest } from './check-manifest.ts';
import { damaged, foreign, manifestTooLarge } from './failures.ts';
import { MAXIMUM } from './limits.ts';
import type { Manifest } from './manifest.ts';
import { inflate } from './packing.ts';
import { Wrong } from './shapes.ts';

/** Version of manifests, and of the files that carry them. */
export const FORMAT_VERSION = 1;

const MAGIC = 'snowman1';
const VERSION_AT = 8;
const CHECK_AT = 12;
const SIZE_AT = 44;
const PAYLOAD_AT = 48;

/*
 * 0   magic, 8 bytes     8   version, u32 little-endian    12  BLAKE3 of all that follows it, 32 bytes
 * 44  bytes of the JSON, u32 little-endian                 48  the JSON, deflated
 */

/** A manifest as storage holds it. Fails as `manifestJson`. */
export function encodeManifest(manifest: Manifest, blake3: Blake3): Uint8Array<ArrayBuffer> {
  const json = manifestJson(manifest);
  const payload = deflateSync(json, { level: 6 });
  const bytes = new Uint8Array(PAYLOAD_AT + payload.length);
  const view = new DataView(bytes.buffer);
  bytes.set(new TextEncoder().encode(MAGIC));
  view.setUint32(VERSION_AT, FORMAT_VERSION, true);
  view.setUint32(SIZE_AT, json.length, true);
  bytes.set(payload, PAYLOAD_AT);
  bytes.set(fromHex(blake3(bytes.subarray(SIZE_AT))), CHECK_AT);
  return bytes;
}

/** Reads and checks a manifest. Fails with `SnapshotDamaged` or `SnapshotForeign`; `label` begins the sentence. */
export function decodeManifest(bytes: unknown, label: string, blake3: Blake3): Manifest {
  if (!(bytes instanceof Uint8Array) || bytes.length < PAYLOAD_AT) {
    throw damaged(label, 'its manifest is cut off');
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!beginsAsManifest(bytes)) throw damaged(label, 'its manifest does not begin as one');
  const version = versionOf(bytes);
  if (version !== FORMAT_VERSION) throw foreign(label, version);
  if (blake3(bytes.subarray(SIZE_AT)) !== toHex(bytes.subarray(CHECK_AT, SIZE_AT))) {
    throw damaged(label, 'its manifest does not match its checksum');
  }
  const size = view.getUint32(SIZE_AT, true);
  if (size > MAXIMUM.manifestBytes) throw damaged(label, 'its manifest is too large');
  const json = inflate(bytes.subarray(PAYLOAD_AT), size, new Uint8Array(size + 1));
  if (json === null) throw damaged(label, 'its manifest cannot be unpacked');
  return parseManifest(json, label);
}

/** Whether these are a manifest of a version that this one does not know. */
export function isForeign(bytes: unknown): boolean {
  if (!(bytes instanceof Uint8Array) || bytes.length < CHECK_AT) return false;
  return beginsAsManifest(bytes) && versionOf(bytes) !== FORMAT_VERSION;
}

function beginsAsManifest(bytes: Uint8Array): boolean {
  return new TextDecoder().decode(bytes.subarray(0, VERSION_AT)) === MAGIC;
}

function versionOf(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(VERSION_AT, true);
}

/** A manifest as JSON in UTF-8. Fails with `StorageRefused` where nobody would read one so large. */
export function manifestJson(manifest: Manifest): Uint8Array<ArrayBuffer> {
  const json = new TextEncoder().encode(JSON.stringify(manifest));
  if (json.length > MAXIMUM.manifestBytes) throw manifestTooLarge(json.length);
  return json;
}

/** Reads and checks a manifest's JSON. Fails with `SnapshotDamaged`. */
export function parseManifest(json: Uint8Array, label: string): Manifest {
  return parseJson(json, (value) => checkManifest(value), label, 'manifest');
}

/** Reads JSON that must have a shape. Fails with `SnapshotDamaged`. */
export function parseJson<Shape>(
  json: Uint8Array,
  check: (value: unknown) => Shape,
  label: string,
  part: string,
): Shape {
  try {
    return check(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(json)));
  } catch (cause) {
    if (cause instanceof Wrong) {
      throw damaged(label, `in its ${part}, ${cause.message}`, cause);
    }
    throw damaged(label, `its ${part} is no JSON`, cause);
  }
}
