const ESCAPE = 0x1b;
const BELL = 0x07;
const BACKSLASH = 0x5c;
/** How the marks begin that a shell writes around its prompt (FinalTerm, OSC 133). */
const BEGINNING = [ESCAPE, ...new TextEncoder().encode(']133;')];
const KINDS = new TextEncoder().encode('ABCD');
/** A kind, a semicolon, and 64 characters of three bytes. */
const LONGEST_REST = 2 + 64 * 3;
/** Bytes of a mark before its last one, at most. */
export const LONGEST_MARK = BEGINNING.length + LONGEST_REST;

/** Matched: a mark, and the first byte of ESC \, which ends it as BEL does. */
export const ESCAPED = -1;

/** Sees a shell's marks end in a stream of bytes: each that `MarkSplitter` finds in the text. */
export class MarkCut {
  #matched = 0;

  /** Bytes of the mark that the stream is in, to `LONGEST_MARK`, or `ESCAPED`; 0: none. */
  get state(): number {
    return this.#matched;
  }

  /** Goes on within a stream of which another has seen the beginning. */
  restore(matched: number): void {
    this.#matched = matched;
  }

  /** Takes the next byte; true when it ends a mark. */
  ends(byte: number): boolean {
    const matched = this.#matched;
    this.#matched = matched < BEGINNING.length ? begin(byte, matched) : goOn(byte, matched);
    return byte === BELL ? matched > BEGINNING.length : byte === BACKSLASH && matched === ESCAPED;
  }
}

/** How much of a mark's beginning is matched. */
function begin(byte: number, matched: number): number {
  const known = matched === ESCAPED ? 1 : matched;
  if (byte === BEGINNING[known]) return known + 1;
  return byte === ESCAPE ? 1 : 0;
}

/** How much of a mark is matched behind its beginning; nothing, when it is over or none. */
function goOn(byte: number, matched: number): number {
  const rest = matched - BEGINNING.length;
  if (byte === ESCAPE) return rest > 0 ? ESCAPED : 1;
  const fits = rest === 0 ? KINDS.includes(byte) : rest < LONGEST_REST;
  return fits && byte !== BELL ? matched + 1 : 0;
}
