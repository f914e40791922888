import { createBLAKE3 } from 'hash-wasm';

/** The BLAKE3 of some bytes, in hexadecimal. */
export type Blake3 = (bytes: Uint8Array) => string;

let loaded: Promise<Blake3> | undefined;

/** Compiles the hash once; afterwards hashing is synchronous. */
export function loadBlake3(): Promise<Blake3> {
  loaded ??= createBLAKE3().then((hasher) => (bytes) => hasher.init().update(bytes).digest('hex'));
  return loaded;
}
