const ESCAPE = 0x1b;
const BELL = 0x07;
/** How the marks begin that a shell writes around its prompt (FinalTerm, OSC 133). */
const BEGINNING = [ESCAPE, ...new TextEncoder().encode(']133;')];
const LONGEST_MARK = 64;

/** Sees a shell's marks end in a stream of bytes. */
export class MarkCut {
  #matched = 0;

  /** Takes the next byte; true when it ends a mark. */
  ends(byte: number): boolean {
    if (this.#matched < BEGINNING.length) {
      if (byte === BEGINNING[this.#matched]) this.#matched++;
      else this.#matched = byte === ESCAPE ? 1 : 0;
      return false;
    }
    const ends = byte === BELL;
    this.#matched = ends || this.#matched === LONGEST_MARK ? 0 : this.#matched + 1;
    return ends;
  }
}
