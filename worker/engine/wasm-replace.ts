import { type CodeEdit, joined } from './wasm-edit.ts';

/** Bytes of instructions. */
export type Code = readonly number[];

interface Replacement {
  readonly found: Code;
  readonly by: Code;
  /** How often it is there; once unless told. */
  readonly times?: number;
}

/** Replaces stretches of code, each of which must be there as often as it says. */
export function replacing(changes: readonly Replacement[]): CodeEdit {
  return (code) => {
    let edited = code;
    for (const { found, by, times = 1 } of changes) {
      const places = occurrences(edited, found);
      if (places.length !== times) return null;
      for (const place of places.reverse()) {
        edited = joined([
          edited.subarray(0, place),
          Uint8Array.from(by),
          edited.subarray(place + found.length),
        ]);
      }
    }
    return edited;
  };
}

/** One edit after the other. */
export function both(first: CodeEdit, second: CodeEdit): CodeEdit {
  return (code) => {
    const edited = first(code);
    return edited && second(edited);
  };
}

function occurrences(code: Uint8Array, found: Code): number[] {
  const places: number[] = [];
  const [first = -1] = found;
  for (let at = code.indexOf(first); at !== -1; at = code.indexOf(first, at + 1)) {
    if (found.every((byte, index) => code[at + index] === byte)) places.push(at);
  }
  return places;
}
