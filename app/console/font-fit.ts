import type { FitAddon } from '@xterm/addon-fit';
import type { Terminal } from '@xterm/xterm';

/** In pixels. */
const LEAST_SIZE = 4;
const STEP = 0.5;

/** Makes a terminal's font smaller where it has a size that is not for us to say, and that there is no room for. */
export class FontFit {
  readonly #terminal: Terminal;
  readonly #fit: FitAddon;
  #usual: number;

  constructor(terminal: Terminal, fit: FitAddon, usual: number) {
    this.#terminal = terminal;
    this.#fit = fit;
    this.#usual = usual;
  }

  /** The font's size where there is room, in pixels. */
  set usual(size: number) {
    this.#usual = size;
  }

  /** The usual size. */
  reset(): void {
    this.#set(this.#usual);
  }

  /** The largest size, up to the usual one, in which the whole terminal is seen. */
  shrink(): void {
    this.#set(this.#estimate());
    while (!this.#isSeen() && this.#size > LEAST_SIZE) this.#set(this.#size - STEP);
  }

  get #size(): number {
    return this.#terminal.options.fontSize ?? this.#usual;
  }

  #set(size: number): void {
    // The terminal would measure its font and draw itself anew.
    if (size !== this.#size) this.#terminal.options.fontSize = size;
  }

  #estimate(): number {
    const room = this.#fit.proposeDimensions();
    const { cols, rows } = this.#terminal;
    if (room === undefined || !Number.isFinite(room.cols + room.rows)) return this.#size;
    const size = this.#size * Math.min((room.cols + 1) / cols, (room.rows + 1) / rows);
    return Math.min(this.#usual, Math.max(LEAST_SIZE, Math.floor(size / STEP) * STEP));
  }

  #isSeen(): boolean {
    const room = this.#fit.proposeDimensions();
    const { cols, rows } = this.#terminal;
    return room === undefined || !(room.cols < cols || room.rows < rows);
  }
}
