import { fromHex, toHex } from '#protocol/bytes';
import type { SnapshotInfo } from '#protocol/snapshots';
import type { Blake3 } from './blake3.ts';
import type { Manifest } from './manifest.ts';

const CHECK_BYTES = 32;

/** What lists show of a snapshot that was just written. `manifestBytes` are its manifest's in storage. */
export function infoOf(manifest: Manifest, manifestBytes: number): SnapshotInfo {
  const { facts, newBytes, sharedBytes } = manifest;
  return {
    id: manifest.id,
    kind: manifest.kind,
    name: manifest.name,
    machine: facts.machine,
    lineage: facts.lineage,
    image: facts.image,
    createdAt: facts.createdAt,
    parent: manifest.parent,
    guestUptimeMs: facts.guestTimeNs / 1e6,
    instructions: facts.instructions,
    newBytes: newBytes + manifestBytes,
    sharedBytes,
    totalBytes: newBytes + sharedBytes + manifestBytes,
    pauseMs: manifest.pauseMs,
    picture: facts.picture,
  };
}

/** As storage holds it: BLAKE3, then JSON. */
export function encodeInfo(info: SnapshotInfo, blake3: Blake3): Uint8Array<ArrayBuffer> {
  const json = new TextEncoder().encode(JSON.stringify(info));
  const bytes = new Uint8Array(CHECK_BYTES + json.length);
  bytes.set(fromHex(blake3(json)));
  bytes.set(json, CHECK_BYTES);
  return bytes;
}

/** Reads an info record; null when it is not there or not what was written: its manifest has all that is needed. */
export function decodeInfo(bytes: unknown, id: string, blake3: Blake3): SnapshotInfo | null {
  if (!(bytes instanceof Uint8Array) || bytes.length < CHECK_BYTES) return null;
  const json = bytes.subarray(CHECK_BYTES);
  if (toHex(bytes.subarray(0, CHECK_BYTES)) !== blake3(json)) return null;
  // Safe: these are the bytes that `encodeInfo` wrote.
  const info = JSON.parse(new TextDecoder().decode(json)) as SnapshotInfo;
  return info.id === id ? info : null;
}
