import stripAnsi from 'strip-ansi';
import { joined } from '#protocol/bytes';

/**
 * What the guest's shell says about itself between its output, as terminals know it from shell integration (OSC 133):
 * A a prompt begins, B it has been shown, C a line has been accepted, D;n the command ended with exit status n.
 */
export interface ShellMark {
  readonly kind: 'A' | 'B' | 'C' | 'D';
  readonly argument: string;
}

/** The argument of a prompt's A when the prompt asks for the rest of a command. */
export const CONTINUATION = 'k=s';

export type ConsolePart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'mark'; readonly mark: ShellMark };

// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one.
const MARK = /\x1b\]133;([ABCD])(?:;([^\x07\x1b]{0,64}))?(?:\x07|\x1b\\)/g;

/** The beginning of a mark, cut off by the end of a batch. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one.
const CUT_MARK = /\x1b(?:\](?:1(?:3(?:3(?:;[^\x07\x1b]{0,66}\x1b?)?)?)?)?)?$/;

/** What a batch left unfinished: the bytes of a character, and the text of a mark. */
export interface MarkSplitterState {
  readonly bytes: readonly number[];
  readonly cut: string;
}

/** Splits console output into text and shell marks, across batch borders. */
export class MarkSplitter {
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  #cutBytes: Uint8Array = new Uint8Array();
  #cut = '';

  get state(): MarkSplitterState {
    return { bytes: [...this.#cutBytes], cut: this.#cut };
  }

  restore({ bytes, cut }: MarkSplitterState): void {
    this.#cutBytes = Uint8Array.from(bytes);
    this.#cut = cut;
  }

  split(bytes: Uint8Array): ConsolePart[] {
    let text = this.#cut + this.#decode(bytes);
    this.#cut = CUT_MARK.exec(text)?.[0] ?? '';
    text = text.slice(0, text.length - this.#cut.length);
    const parts: ConsolePart[] = [];
    let end = 0;
    for (const match of text.matchAll(MARK)) {
      if (match.index > end) parts.push({ kind: 'text', text: text.slice(end, match.index) });
      // Safe: the expression's first group matches these four letters only.
      const kind = match[1] as ShellMark['kind'];
      parts.push({ kind: 'mark', mark: { kind, argument: match[2] ?? '' } });
      end = match.index + match[0].length;
    }
    if (end < text.length) parts.push({ kind: 'text', text: text.slice(end) });
    return parts;
  }

  /** Not by the decoder's own streaming, which does not tell what it keeps. */
  #decode(bytes: Uint8Array): string {
    const whole = this.#cutBytes.length > 0 ? joined([this.#cutBytes, bytes]) : bytes;
    const end = whole.length - cutCharacterLength(whole);
    this.#cutBytes = whole.slice(end);
    return this.#decoder.decode(whole.subarray(0, end));
  }
}

/** The lowest first byte of a character that is longer than so many bytes. */
const FIRST_LEAD = [0, 0xc2, 0xe0, 0xf0] as const;

/** How many bytes at the end begin a UTF-8 character that is longer. */
function cutCharacterLength(bytes: Uint8Array): number {
  for (const length of [1, 2, 3] as const) {
    if (length > bytes.length) return 0;
    const byte = bytes[bytes.length - length] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc2) return byte < 0xf5 && byte >= FIRST_LEAD[length] ? length : 0;
    if (byte >= 0xc0) return 0;
  }
  return 0;
}

/** An escape sequence that the end of a batch may have cut: from its ESC on, as far as it can still go on. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one.
const CUT_SEQUENCE = /\x1b(?:[[(][0-?]{0,32}|\][^\x07\x1b]{0,256})?$/;

/** Takes escape sequences out of text, across batch borders, and makes line ends `\n`. */
export class PlainText {
  #cut = '';

  /** What the end of the text left unfinished. */
  get state(): string {
    return this.#cut;
  }

  restore(cut: string): void {
    this.#cut = cut;
  }

  feed(text: string): string {
    const whole = this.#cut + text;
    this.#cut = CUT_SEQUENCE.exec(whole.slice(-300))?.[0] ?? (whole.endsWith('\r') ? '\r' : '');
    const complete = whole.slice(0, whole.length - this.#cut.length);
    return stripAnsi(complete).replaceAll('\r\n', '\n');
  }
}
