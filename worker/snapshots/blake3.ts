import { createBLAKE3 } from 'hash-wasm';

/** The BLAKE3 of some bytes, in hexadecimal. */
export type Blake3 = (bytes: Uint8Array) => string;

/** The BLAKE3 of bytes that come in parts: of its own, so that others may hash meanwhile. */
export interface Blake3Stream {
  update(bytes: Uint8Array): void;
  /** In hexadecimal; once. */
  digest(): string;
}

let loaded: Promise<Blake3> | undefined;

/** Compiles the hash once; afterwards hashing is synchronous. */
export function loadBlake3(): Promise<Blake3> {
  loaded ??= createBLAKE3().then((hasher) => (bytes) => hasher.init().update(bytes).digest('hex'));
  return loaded;
}

export async function newBlake3Stream(): Promise<Blake3Stream> {
  const hasher = (await createBLAKE3()).init();
  return { update: (bytes) => void hasher.update(bytes), digest: () => hasher.digest('hex') };
}
