import { toHex } from './bytes.ts';

/** Of the platform's `crypto` what every page has: `randomUUID` is missing from those that came over plain http. */
declare const crypto: { getRandomValues(bytes: Uint8Array<ArrayBuffer>): unknown };

/** A new random UUID (version 4). */
export function newUuid(): string {
  const bytes = new Uint8Array(16);
  crypto.getRandomValues(bytes);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = toHex(bytes);
  return [8, 12, 16, 20, 32]
    .map((end, part, ends) => hex.slice(ends[part - 1] ?? 0, end))
    .join('-');
}
