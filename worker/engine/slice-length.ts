/** v86's own slice, in instructions (`cpu.rs`, LOOP_COUNTER). */
export const DEFAULT_SLICE_INSTRUCTIONS = 100_003;

/** The largest constant that fits a signed LEB128 of three bytes. */
const MAXIMUM_SLICE_INSTRUCTIONS = 2 ** 20 - 1;

/** How often the release wasm holds the slice length: once in `main_loop`, twice in what writes compiled code. */
const OCCURRENCES = 3;

/**
 * A copy of v86's wasm whose slices are at least `instructions` long (they end with a basic block). The constant is
 * rewritten in place as a LEB128 of the same three bytes. Returns null when the wasm does not hold it exactly three
 * times: then it is not a build that this is known to be right for.
 */
export function withSliceLength(
  wasm: Uint8Array<ArrayBuffer>,
  instructions: number,
): Uint8Array<ArrayBuffer> | null {
  const found = occurrences(wasm, threeByteLeb128(DEFAULT_SLICE_INSTRUCTIONS));
  if (found.length !== OCCURRENCES) return null;
  const copy = wasm.slice();
  for (const offset of found) copy.set(threeByteLeb128(instructions), offset);
  return copy;
}

/** A LEB128 of three bytes, as long as v86's own. */
export function threeByteLeb128(value: number): readonly [number, number, number] {
  if (!Number.isInteger(value) || value < 1 || value > MAXIMUM_SLICE_INSTRUCTIONS) {
    throw new RangeError(
      `A slice takes 1 to ${MAXIMUM_SLICE_INSTRUCTIONS} instructions, not ${value}.`,
    );
  }
  return [(value & 0x7f) | 0x80, ((value >> 7) & 0x7f) | 0x80, value >> 14];
}

function occurrences(bytes: Uint8Array, pattern: readonly [number, number, number]): number[] {
  const found: number[] = [];
  const [first, second, third] = pattern;
  let at = bytes.indexOf(first);
  while (at !== -1) {
    if (bytes[at + 1] === second && bytes[at + 2] === third) found.push(at);
    at = bytes.indexOf(first, at + 1);
  }
  return found;
}
