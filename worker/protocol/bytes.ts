/** Bytes in hexadecimal. */
export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The bytes of a hexadecimal text. */
export function fromHex(hex: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(hex.length / 2);
  for (let at = 0; at < bytes.length; at++) {
    bytes[at] = Number.parseInt(hex.slice(at * 2, at * 2 + 2), 16);
  }
  return bytes;
}

/** Bytes one after the other. */
export function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** Whether all bytes are zero; quickest where they lie at a multiple of 4. */
export function isZero(bytes: Uint8Array): boolean {
  const words = wordsOf(bytes);
  if (words === null) return bytes.every((byte) => byte === 0);
  for (let at = 0; at < words.length; at++) {
    if (words[at] !== 0) return false;
  }
  return true;
}

/** Whether bytes are the same; quickest where both lie at multiples of 4. */
export function isEqual(one: Uint8Array, other: Uint8Array): boolean {
  if (one.length !== other.length) return false;
  const [words, others] = [wordsOf(one), wordsOf(other)];
  if (words === null || others === null) return one.every((byte, at) => byte === other[at]);
  // Four at a time take half as long; behind the end nothing is equal to nothing.
  for (let at = 0; at < words.length; at += 4) {
    if (
      words[at] !== others[at] ||
      words[at + 1] !== others[at + 1] ||
      words[at + 2] !== others[at + 2] ||
      words[at + 3] !== others[at + 3]
    ) {
      return false;
    }
  }
  return true;
}

/** The same bytes, four at a time; null where they do not lie so. */
function wordsOf(bytes: Uint8Array): Int32Array | null {
  if (bytes.byteOffset % 4 !== 0 || bytes.length % 4 !== 0) return null;
  return new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
}
