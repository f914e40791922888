import { gunzipSync, gzipSync } from 'node:zlib';
import { fromHex } from '#protocol/bytes';
import { loadBlake3 } from '../snapshots/blake3.ts';
import {
  encodeHeader,
  type FileHeader,
  PREFIX_BYTES,
  TRAILER_BYTES,
} from '../snapshots/file-header.ts';

/** A file taken apart: what somebody who knows the format could change. */
export interface FileParts {
  header: FileHeader;
  body: Uint8Array;
}

/** Takes a file apart. */
export function partsOf(file: Uint8Array): FileParts {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const bodyAt = PREFIX_BYTES + view.getUint32(12, true);
  // Safe: the library wrote this file.
  const header = JSON.parse(
    new TextDecoder().decode(file.subarray(PREFIX_BYTES, bodyAt)),
  ) as FileHeader;
  return { header, body: gunzipSync(file.subarray(bodyAt, file.length - TRAILER_BYTES)) };
}

/** Puts a file together with checksums that fit; `pack` may do something to the compressed body. */
export async function sealed(
  { header, body }: FileParts,
  pack: (compressed: Uint8Array) => Uint8Array = (compressed) => compressed,
): Promise<Uint8Array<ArrayBuffer>> {
  const blake3 = await loadBlake3();
  const content = Buffer.concat([encodeHeader(header, blake3), pack(gzipSync(body))]);
  return new Uint8Array(Buffer.concat([content, fromHex(blake3(content))]));
}

/** The manifest's JSON in a file. */
export function manifestIn({ header, body }: FileParts): Record<string, unknown> {
  // Safe: a manifest is an object.
  return JSON.parse(new TextDecoder().decode(body.subarray(0, header.manifestBytes))) as Record<
    string,
    unknown
  >;
}

/** The same file with another manifest; its id may have changed, too. */
export function withManifest({ header, body }: FileParts, manifest: object): FileParts {
  const json = new TextEncoder().encode(JSON.stringify(manifest));
  const id = 'id' in manifest ? (manifest.id as FileHeader['id']) : header.id;
  return {
    header: { ...header, id, manifestBytes: json.length },
    body: Buffer.concat([json, body.subarray(header.manifestBytes)]),
  };
}
