import type { Terminal } from '@xterm/headless/lib-headless/xterm-headless.mjs';
import { LinePainter } from './console-lines.ts';
import { backgroundOf, isErased, Pen, PLAIN } from './console-pen.ts';
import {
  type Cell,
  type Charset,
  charsetFlag,
  printedAs,
  type ScreenBuffer,
  type TerminalParts,
  terminalParts,
} from './xterm-parts.ts';

const TAB_WIDTH = 8;

/** Any wide character. */
const WIDE = '\u3000';

/** Selects G0 to G3, and shifts to them. */
const DESIGNATE = ['\x1b(', '\x1b)', '\x1b*', '\x1b+'] as const;
const SHIFT = ['\x0f', '\x0e', '\x1bn', '\x1bo'] as const;

/**
 * The output that makes a new terminal of the same size what this one is: what is on screen and in the scrollback, and
 * all that decides how further output is drawn and answered. A fresh terminal's is empty. An unfinished sequence is not
 * in it (`PendingOutput`), and there is no output that says:
 * - a cursor behind the last column of a line whose last cell is empty but others are not;
 * - in origin mode, a cursor of the alternate screen outside of the scroll region;
 * - a shifted character set that is neither what its designation says nor what the saved cursor brings back; with the latter,
 *   a cursor behind the last column of a line whose last character that set does not have;
 * - a pen that DECRC gave an underline whose style was another pen's: it becomes a single one;
 * - a wide character of whose two cells one was taken, by a smaller size or by text that did not fit, but for its second
 *   half in the last column; a look that two of them left on both of a line's last cells;
 * - what saved cursor and tab stops were beyond the edges; which of equal hyperlinks without an id belong together.
 */
export function redrawOf(terminal: Terminal): string {
  const parts = terminalParts(terminal);
  return new Redraw(terminal, parts).text();
}

/** How character sets come back. */
interface Charsets {
  readonly text: string;
  /** It takes the cursor along, which must be put in its place afterwards. */
  readonly moves: boolean;
  /** The one that printed text goes through then. */
  readonly inUse: Charset;
}

class Redraw {
  readonly #terminal: Terminal;
  readonly #parts: TerminalParts;
  readonly #pen: Pen;
  readonly #active: ScreenBuffer;
  readonly #isAlternate: boolean;

  constructor(terminal: Terminal, parts: TerminalParts) {
    this.#terminal = terminal;
    this.#parts = parts;
    this.#pen = new Pen(parts._oscLinkService);
    const { normal, alt } = parts.buffers;
    this.#isAlternate = terminal.buffer.active.type === 'alternate';
    this.#active = this.#isAlternate ? alt : normal;
  }

  text(): string {
    const { normal, alt } = this.#parts.buffers;
    const text = [
      this.#isAlternate ? '' : this.#keptInAlternate(alt),
      this.#savedCursor(normal),
      this.#lines(this.#terminal.buffer.normal),
      this.#tabStops(normal),
    ];
    if (this.#isAlternate) {
      text.push(this.#scrollRegion(normal), '\x1b[?47h', this.#savedCursor(alt), '\x1b[H');
      text.push(this.#lines(this.#terminal.buffer.alternate), this.#tabStops(alt));
    }
    text.push(this.#titles(), this.#scrollRegion(this.#active), this.#modes());
    const before = text.join('');
    return before + this.#cursor(before === '');
  }

  #lines(buffer: Terminal['buffer']['active']): string {
    const { cols, rows } = this.#terminal;
    const lines = new LinePainter(buffer, cols, this.#pen).paint(rows);
    return `${buffer.getLine(0)?.isWrapped ? this.#wrappedFirst() : ''}${lines}`;
  }

  /** Makes the first line one that goes on from a line before it, which has scrolled away. */
  #wrappedFirst(): string {
    const { cols, rows } = this.#terminal;
    return `\x1b[${rows};${cols}H  ${'\n'.repeat(rows - 1)}\x1b[3J\x1b[H\x1b[X`;
  }

  /** The alternate screen loses all when it is left, but for its saved cursor. */
  #keptInAlternate(alt: ScreenBuffer): string {
    const saved = this.#savedCursor(alt);
    return saved === '' ? '' : `\x1b[?47h${saved}\x1b[?47l\x1b[H`;
  }

  /** Saves a cursor on an empty screen, in a line that had scrolled by so far, and leaves the screen empty. */
  #savedCursor(buffer: ScreenBuffer): string {
    const { savedX, savedY, savedCurAttrData: look, savedCharset } = buffer;
    if (savedX === 0 && savedY === 0 && look.fg === 0 && look.bg === 0 && !savedCharset) return '';
    const { cols, rows } = this.#terminal;
    const isNormal = buffer === this.#parts.buffers.normal;
    const scrolled = isNormal ? Math.max(0, savedY - (rows - 1)) : 0;
    const row = Math.min(rows - 1, savedY - scrolled);
    const scroll = scrolled > 0 ? '\n'.repeat(rows - 1 + scrolled) : '';
    const place = `\x1b[${row + 1};${Math.min(cols - 1, savedX) + 1}H`;
    const charset = savedCharset ? `\x1b(${charsetFlag(savedCharset)}\x1b7\x1b(B` : '\x1b7';
    const pen = this.#pen.become({ ...look, extended: PLAIN.extended });
    const clear = scrolled > 0 ? '\x1b[3J' : '';
    return `${scroll}${place}${pen}${charset}${this.#pen.become(PLAIN)}${clear}\x1b[H`;
  }

  #tabStops(buffer: ScreenBuffer): string {
    const stops: number[] = [];
    let isDefault = true;
    for (let column = 1; column < this.#terminal.cols; column++) {
      const isStop = buffer.tabs[column] === true;
      if (isStop) stops.push(column);
      if (isStop !== (column % TAB_WIDTH === 0)) isDefault = false;
    }
    if (isDefault) return '';
    return `\x1b[3g${stops.map((column) => `\x1b[${column + 1}G\x1bH`).join('')}`;
  }

  #scrollRegion({ scrollTop, scrollBottom }: ScreenBuffer): string {
    if (scrollTop === 0 && scrollBottom === this.#terminal.rows - 1) return '';
    return `\x1b[${scrollTop + 1};${scrollBottom + 1}r`;
  }

  #titles(): string {
    const { _windowTitle: title, _iconName: icon } = this.#parts._inputHandler;
    return `${title === '' ? '' : `\x1b]2;${title}\x1b\\`}${icon === '' ? '' : `\x1b]1;${icon}\x1b\\`}`;
  }

  #modes(): string {
    const { modes, options } = this.#terminal;
    const { coreService, coreMouseService } = this.#parts;
    const mouse = { none: '', x10: '9', vt200: '1000', drag: '1002', any: '1003' };
    const encoding = coreMouseService.activeEncoding;
    const switches: readonly (readonly [boolean, string])[] = [
      [modes.applicationCursorKeysMode, '\x1b[?1h'],
      [modes.applicationKeypadMode, '\x1b[?66h'],
      [modes.bracketedPasteMode, '\x1b[?2004h'],
      [modes.reverseWraparoundMode, '\x1b[?45h'],
      [modes.sendFocusMode, '\x1b[?1004h'],
      [!modes.wraparoundMode, '\x1b[?7l'],
      [modes.mouseTrackingMode !== 'none', `\x1b[?${mouse[modes.mouseTrackingMode]}h`],
      [encoding === 'SGR', '\x1b[?1006h'],
      [encoding === 'SGR_PIXELS', '\x1b[?1016h'],
      [coreService.isCursorHidden, '\x1b[?25l'],
      [options.cursorBlink === true, '\x1b[?12h'],
      [options.convertEol === true, '\x1b[20h'],
      [modes.insertMode, '\x1b[4h'],
      [modes.originMode, '\x1b[?6h'],
      [modes.synchronizedOutputMode, '\x1b[?2026h'],
    ];
    const set = switches.filter(([isSet]) => isSet).map(([, sequence]) => sequence);
    return `${set.join('')}${this.#cursorStyle()}`;
  }

  #cursorStyle(): string {
    const { cursorStyle, cursorBlink } = this.#parts.coreService.decPrivateModes;
    if (cursorBlink === undefined) return '';
    // An unknown style changes nothing but the blinking.
    const steady = cursorStyle ? { block: 2, underline: 4, bar: 6 }[cursorStyle] : 8;
    return `\x1b[${cursorBlink ? steady - 1 : steady} q`;
  }

  /** Cursor, character sets and pen; last, since a combining character joins what was printed last. */
  #cursor(isFresh: boolean): string {
    const { x } = this.#active;
    const { _curAttrData: pen, _parser: parser } = this.#parts._inputHandler;
    const joinWidth = (parser.precedingJoinState >> 1) & 3;
    const charsets = this.#charsets();
    if (joinWidth > 0) {
      if (this.#isRefused(joinWidth)) return this.#refused(charsets) + this.#pen.become(pen) + WIDE;
      const last = this.#lastPrinted(joinWidth, charsets.inUse);
      const place = this.#moveTo(last.column, true);
      const change = this.#pen.become(pen);
      return `${charsets.text}${place}${change}${this.#room(last.width)}${last.text}`;
    }
    // Combining characters that have nothing to join take a column each, even beyond the last.
    const beyond = '\0\u0301'.repeat(Math.max(0, x - this.#terminal.cols));
    const edge = x >= this.#terminal.cols ? this.#behindLastColumn(charsets) : '';
    const place = edge === '' ? this.#moveTo(x, charsets.moves || !isFresh) : `${edge}${beyond}\0`;
    const [first, second] = charsets.moves ? [charsets.text, place] : [place, charsets.text];
    return `${first}${second}${this.#pen.become(pen)}`;
  }

  #moveTo(column: number, always: boolean): string {
    const { y, scrollTop, scrollBottom } = this.#active;
    if (!always && column === 0 && y === 0) return '';
    if (!this.#terminal.modes.originMode) return `\x1b[${y + 1};${column + 1}H`;
    const isOutside = y < scrollTop || y > scrollBottom;
    // The cursor comes along from the alternate screen, where the region is all of it.
    if (isOutside && !this.#isAlternate) return `\x1b[?47h\x1b[${y + 1};${column + 1}H\x1b[?47l`;
    return `\x1b[${Math.max(0, y - scrollTop) + 1};${column + 1}H`;
  }

  /** In insert mode what is printed again pushes the rest aside, which must have come nearer before. */
  #room(width: number): string {
    return this.#terminal.modes.insertMode && width > 0 ? `\x1b[${width}P` : '';
  }

  #lastPrinted(width: number, charset: Charset): { column: number; width: number; text: string } {
    const { x } = this.#active;
    const column = x - width;
    const printed = printedAs(this.#cell(column).getChars(), charset);
    if (!this.#isThere(column, width) || printed === null) return { column: x, width: 0, text: '' };
    const over = this.#overprinted(column);
    return { column: column - over.length, width, text: over.text + printed };
  }

  #isThere(column: number, width: number): boolean {
    const cell = this.#cell(column);
    return column >= 0 && cell.getChars() !== '' && cell.getWidth() === width;
  }

  /** Without wraparound a wide character is refused in the last column; it is the one printed last all the same. */
  #isRefused(width: number): boolean {
    const { modes, cols } = this.#terminal;
    const { x } = this.#active;
    return !modes.wraparoundMode && width === 2 && x === cols - 1 && !this.#isThere(x - 2, 2);
  }

  /** All but the refused character itself: where the last column hides half a wide one, both are printed again. */
  #refused({ text, moves, inUse }: Charsets): string {
    const { x } = this.#active;
    const over = this.#overprinted(x);
    const hiding = printedAs(this.#cell(x).getChars(), moves ? inUse : undefined) ?? '';
    const hidden = over.length === 0 ? '' : this.#pen.take(this.#cell(x - 1)) + over.text + hiding;
    const place = this.#moveTo(x - over.length, true) + hidden;
    return moves ? text + place : place + text;
  }

  /** The last cell printed again, or of a line erased behind the cursor: printed and erased. */
  #behindLastColumn({ moves, inUse }: Charsets): string {
    const { cols } = this.#terminal;
    const last = this.#cell(cols - 1);
    const width = last.getChars() === '' && last.getWidth() === 0 ? 2 : 1;
    const cell = width === 2 ? this.#cell(cols - 2) : last;
    if (cell.getChars() !== '') {
      const over = this.#overprinted(cols - width);
      const printed = printedAs(cell.getChars(), moves ? inUse : undefined);
      if (printed === null) return '';
      const text = cell.getWidth() === 0 ? `\0${printed}` : `${over.text}${printed}`;
      const place = this.#moveTo(cols - width - over.length, true);
      const drawn = `${place}${this.#pen.take(cell)}${this.#room(width)}${text}`;
      if (over.length === 0 || !this.#terminal.modes.wraparoundMode) return drawn;
      return `\x1b[?7l${drawn}\x1b[?7h`;
    }
    if (!this.#isErasedLine(backgroundOf(cell))) return '';
    const pen = this.#pen.take({ ...PLAIN, bg: backgroundOf(cell) });
    return `${this.#moveTo(cols - 1, true)}${pen} \x1b[1K`;
  }

  /** The wide character over whose second half the last cell was printed, without wraparound. */
  #overprinted(column: number): { readonly length: number; readonly text: string } {
    const before = this.#cell(column - 1);
    const isOver = column > 0 && before.getChars() !== '' && before.getWidth() === 2;
    return isOver ? { length: 1, text: before.getChars() } : { length: 0, text: '' };
  }

  #isErasedLine(bg: number): boolean {
    for (let column = 0; column < this.#terminal.cols; column++) {
      const cell = this.#cell(column);
      if (cell.getChars() !== '' || !isErased(cell) || backgroundOf(cell) !== bg) return false;
    }
    return true;
  }

  #cell(column: number): Cell {
    const { active } = this.#terminal.buffer;
    const cell = active.getLine(active.baseY + this.#active.y)?.getCell(Math.max(0, column));
    // Safe: a public cell is xterm's own, whose parts `xterm-parts.ts` names.
    return (cell ?? active.getNullCell()) as unknown as Cell;
  }

  #charsets(): Charsets {
    const { charset, glevel, _charsets: designated } = this.#parts._charsetService;
    const sets = DESIGNATE.map((sequence, level) => designation(sequence, designated[level]));
    const shift = glevel === 0 ? '' : SHIFT[glevel];
    const text = `${sets.join('')}${shift}`;
    const isSaved = charset === this.#active.savedCharset;
    if (charset === designated[glevel] || !isSaved) {
      return { text, moves: false, inUse: designated[glevel] };
    }
    return { text: `${text}\x1b8\x1b[m`, moves: true, inUse: charset };
  }
}

function designation(sequence: string, charset: Charset): string {
  return charset ? `${sequence}${charsetFlag(charset)}` : '';
}
