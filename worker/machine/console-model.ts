import './window-for-xterm.ts';
import { SerializeAddon } from '@xterm/addon-serialize';
import { type ITerminalAddon, Terminal } from '@xterm/headless/lib-headless/xterm-headless.mjs';
import { DEFAULT_CONSOLE_SIZE, SCROLLBACK_LINES } from '#protocol/console';

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
  readonly #serialize = new SerializeAddon();

  /** @param onReply gets what the terminal answers to queries in the guest's output. */
  constructor(onReply: (text: string) => void) {
    // Safe: the addon's `activate` wants the browser's terminal, of which it uses what the headless one has too.
    this.#terminal.loadAddon(this.#serialize as unknown as ITerminalAddon);
    this.#terminal.onData(onReply);
  }

  get columns(): number {
    return this.#terminal.cols;
  }

  get rows(): number {
    return this.#terminal.rows;
  }

  write(bytes: Uint8Array | string): void {
    this.#terminal.write(bytes);
  }

  resize(columns: number, rows: number): void {
    this.#terminal.resize(columns, rows);
  }

  /** Calls `then` when all that was written before has been drawn, and nothing after it. */
  afterWrites(then: () => void): void {
    this.#terminal.write('', then);
  }

  /** Escape sequences that draw screen, scrollback, modes and cursor anew. */
  redrawSequence(): string {
    return this.#serialize.serialize({ scrollback: SCROLLBACK_LINES });
  }

  /** The visible lines, trailing blanks cut, those too that the guest has written. */
  screenText(): string {
    const { active } = this.#terminal.buffer;
    const lines = Array.from({ length: this.#terminal.rows }, (_, row) =>
      (active.getLine(active.baseY + row)?.translateToString(true) ?? '').trimEnd(),
    );
    return lines.join('\n').trimEnd();
  }
}
