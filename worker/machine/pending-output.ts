/**
 * So much of an unfinished sequence is kept. xterm takes payloads of up to ten million characters; of a longer one than
 * this the beginning is enough for the terminal to swallow the rest as it would have, and only its payload is cut.
 */
const LIMIT_BYTES = 4096;

const ESC = 0x1b;
/** The second bytes, behind 0xC2, of the control characters that begin a sequence: DCS, SOS, CSI, OSC, PM, APC. */
const C1_STARTERS = [0x90, 0x98, 0x9b, 0x9d, 0x9e, 0x9f];
const C1_LEAD = 0xc2;

/** What of the output a terminal has taken in, but not yet drawn: an unfinished sequence or character. */
export class PendingOutput {
  #bytes: readonly number[] = [];

  get bytes(): readonly number[] {
    return this.#bytes;
  }

  /**
   * @param bytes a batch that the terminal has just taken in.
   * @param inSequence it is in the middle of a sequence now.
   * @param cutCharacter the bytes of a character that it waits for the rest of.
   */
  handleParsed(bytes: Uint8Array, inSequence: boolean, cutCharacter: readonly number[]): void {
    if (!inSequence) {
      if (this.#bytes.length > 0 || cutCharacter.length > 0) this.#bytes = cutCharacter;
      return;
    }
    const start = lastStart(bytes, this.#bytes.at(-1) === C1_LEAD);
    if (start === null) {
      const room = LIMIT_BYTES - this.#bytes.length;
      if (room > 0) this.#bytes = withoutExecuted([...this.#bytes, ...bytes.subarray(0, room)]);
    } else {
      const lead = start < 0 ? [C1_LEAD] : [];
      const rest = bytes.subarray(Math.max(0, start), Math.max(0, start) + LIMIT_BYTES);
      this.#bytes = withoutExecuted([...lead, ...rest]);
    }
  }
}

/** Where the last sequence of a batch begins; -1 when with the byte before it, null when it began earlier. */
function lastStart(bytes: Uint8Array, afterLead: boolean): number | null {
  let start = bytes.lastIndexOf(ESC);
  let found = start >= 0;
  for (const second of C1_STARTERS) {
    let at = bytes.lastIndexOf(second);
    while (at > 0 && at - 1 > start && bytes[at - 1] !== C1_LEAD)
      at = bytes.lastIndexOf(second, at - 1);
    if (at > 0 && at - 1 > start && bytes[at - 1] === C1_LEAD) {
      start = at - 1;
      found = true;
    } else if (at === 0 && afterLead && !found) {
      start = -1;
      found = true;
    }
  }
  return found ? start : null;
}

/** Control characters inside a sequence act at once, and must not act again; only a DCS has them as payload. */
function withoutExecuted(sequence: readonly number[]): readonly number[] {
  const [first, second] = sequence;
  const isDcs = second === (first === ESC ? 0x50 : 0x90);
  return isDcs ? sequence : sequence.filter((byte, index) => index === 0 || byte >= 0x20);
}
