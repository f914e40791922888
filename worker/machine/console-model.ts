import './window-for-xterm.ts';
import { Terminal } from '@xterm/headless/lib-headless/xterm-headless.mjs';
import { DEFAULT_CONSOLE_SIZE, SCROLLBACK_LINES } from '#protocol/console';
import { MAXIMUM_PICTURE_LINE } from '#protocol/limits';
import type { ConsolePicture } from '#protocol/snapshots';
import { redrawOf } from './console-redraw.ts';
import { PendingOutput } from './pending-output.ts';
import { guardErasing, terminalParts } from './xterm-parts.ts';

/** What a console is made of anew: JSON. */
export interface ConsoleState {
  readonly columns: number;
  readonly rows: number;
  /** Draws it on a new terminal. */
  readonly redraw: string;
  /** Bytes of output after it: the beginning of a sequence or character that had not come to its end. */
  readonly pending: readonly number[];
}

/** A console at one instant. */
export interface FrozenConsole extends ConsoleState {
  /** What it answers to output of before the instant, after it: the guest is still to get it. */
  readonly replies: string;
  readonly picture: ConsolePicture;
  /** Scrollback and screen. */
  readonly text: string;
}

/** Breaks off what is unfinished, resets all, and then what that leaves: cursor, line end mode, blinking, titles. */
const RESET = new TextEncoder().encode('\x18\x1bc\x1b[!p\x1b[20l\x1b[?12l\x1b]0;\x1b\\');

/**
 * The console as the machine knows it: a terminal without a display, so that text and scrollback are to be had with no
 * page connected. It answers the guest's terminal queries; consoles that show it must not.
 */
export class ConsoleModel {
  readonly #terminal = new Terminal({
    cols: DEFAULT_CONSOLE_SIZE.columns,
    rows: DEFAULT_CONSOLE_SIZE.rows,
    scrollback: SCROLLBACK_LINES,
    allowProposedApi: true,
    // Guests write garbage; the browser's log is not the place to say so.
    logLevel: 'off',
  });
  readonly #parts = terminalParts(this.#terminal);
  readonly #pending = new PendingOutput();
  #columns: number = DEFAULT_CONSOLE_SIZE.columns;
  #rows: number = DEFAULT_CONSOLE_SIZE.rows;

  /** @param onReply gets what the terminal answers to queries in the guest's output. */
  constructor(onReply: (text: string) => void) {
    guardErasing(this.#terminal);
    this.#terminal.onData(onReply);
  }

  /** Asked for last: it has that size once what was written before is drawn. */
  get columns(): number {
    return this.#columns;
  }

  get rows(): number {
    return this.#rows;
  }

  /** The size in which all is drawn that a redraw draws. */
  get drawnSize(): { readonly columns: number; readonly rows: number } {
    const { cols: columns, rows } = this.#terminal;
    return { columns, rows };
  }

  write(bytes: Uint8Array): void {
    this.#terminal.write(bytes, () => {
      const { _parser, _utf8Decoder } = this.#parts._inputHandler;
      const inSequence = _parser.currentState !== 0;
      const cutCharacter = [..._utf8Decoder.interim].filter((byte) => byte !== 0);
      this.#pending.handleParsed(bytes, inSequence, cutCharacter);
    });
  }

  /** Has another size after all that was written until now: what that draws depends on the size. */
  resize(columns: number, rows: number): void {
    this.#columns = columns;
    this.#rows = rows;
    this.afterWrites(() => this.#resize(columns, rows));
  }

  #resize(columns: number, rows: number): void {
    this.#terminal.resize(columns, rows);
    // xterm forgets this while the alternate screen is not in use, which would then have lines to scroll back to.
    const { lines } = this.#parts.buffers.alt;
    if (lines.maxLength !== rows) lines.maxLength = rows;
  }

  /** Calls `then` when all that was written before has been drawn, and nothing after it. */
  afterWrites(then: () => void): void {
    this.#terminal.write('', then);
  }

  /**
   * The console as of this call: what is written after it is not in it, though it may come before the answer.
   */
  freeze(): Promise<FrozenConsole> {
    let replies = '';
    const listener = this.#terminal.onData((text) => {
      replies += text;
    });
    return new Promise((resolve) => {
      this.afterWrites(() => {
        listener.dispose();
        const { columns, rows } = this.drawnSize;
        resolve({
          columns,
          rows,
          redraw: this.redrawSequence(),
          pending: this.pending,
          replies,
          picture: this.picture(),
          text: this.plainText(),
        });
      });
    });
  }

  /** As of this call, like `freeze`, what draws it anew and its visible lines: without what is only to be read. */
  keep(): Promise<ConsoleState & { readonly lines: readonly string[] }> {
    return new Promise((resolve) => {
      this.afterWrites(() => {
        const { pending } = this;
        const { columns, rows } = this.drawnSize;
        const { lines } = this.picture();
        resolve({ columns, rows, redraw: this.redrawSequence(), pending, lines });
      });
    });
  }

  /** Becomes what was frozen, whatever it was before. The replies are the caller's to send. */
  restore({ columns, rows, redraw, pending }: ConsoleState): void {
    this.resize(columns, rows);
    // As bytes, which end an unfinished character, too.
    this.write(RESET.slice());
    this.#terminal.write(redraw);
    if (pending.length > 0) this.write(Uint8Array.from(pending));
  }

  /** Output that draws screen, scrollback and all else of the terminal anew; empty for a fresh one. */
  redrawSequence(): string {
    return redrawOf(this.#terminal);
  }

  /** Bytes of output that the terminal has, but that no redraw shows: an unfinished sequence or character. */
  get pending(): readonly number[] {
    return this.#pending.bytes;
  }

  /** The visible lines, trailing blanks cut, those too that the guest has written. */
  screenText(): string {
    return this.#visibleLines().join('\n').trimEnd();
  }

  /** The visible screen, no line longer than a snapshot may keep. */
  picture(): ConsolePicture {
    const { columns, rows } = this.drawnSize;
    const lines = this.#visibleLines().map((line) => line.slice(0, MAXIMUM_PICTURE_LINE));
    return { columns, rows, lines };
  }

  /** Scrollback, and below it the visible screen. */
  plainText(): string {
    const { normal } = this.#terminal.buffer;
    const scrollback = linesOf(normal, 0, normal.baseY);
    return [...scrollback, ...this.#visibleLines()].join('\n').trimEnd();
  }

  #visibleLines(): string[] {
    const { active } = this.#terminal.buffer;
    return linesOf(active, active.baseY, this.drawnSize.rows);
  }
}

function linesOf(buffer: Terminal['buffer']['active'], start: number, count: number): string[] {
  return Array.from({ length: count }, (_, row) =>
    (buffer.getLine(start + row)?.translateToString(true) ?? '').trimEnd(),
  );
}
