import { memoryRefused } from './failures.ts';

/** Memory for part of a snapshot. Fails with `MemoryRefused`. */
export function roomFor(bytes: number): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(bytes);
  } catch (cause) {
    throw memoryRefused(bytes, cause);
  }
}
