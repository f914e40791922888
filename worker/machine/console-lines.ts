import type { Terminal } from '@xterm/headless/lib-headless/xterm-headless.mjs';
import { backgroundOf, isErased, type Pen, PLAIN, sameLook } from './console-pen.ts';
import type { Cell } from './xterm-parts.ts';

type Buffer = Terminal['buffer']['active'];
type Line = NonNullable<ReturnType<Buffer['getLine']>>;

/** How a redraw gets from the line before to a line: by a line end, by text that runs on, or by other text put there. */
type Entry = 'break' | 'natural' | 'forced';

const WIDE = '\u3000';

/** Draws the lines of a buffer on an empty one, the cursor at home and the pen plain. */
export class LinePainter {
  readonly #buffer: Buffer;
  readonly #columns: number;
  readonly #pen: Pen;
  readonly #cell: Cell;
  readonly #other: Cell;
  #text: string[] = [];
  /** Columns that the cursor is behind. */
  #skipped = 0;

  constructor(buffer: Buffer, columns: number, pen: Pen) {
    this.#buffer = buffer;
    this.#columns = columns;
    this.#pen = pen;
    // Safe: a public cell is xterm's own, whose parts `xterm-parts.ts` names.
    this.#cell = buffer.getNullCell() as unknown as Cell;
    this.#other = buffer.getNullCell() as unknown as Cell;
  }

  /** @param rows lines that are on the screen without scrolling; of a longer buffer each line is drawn. */
  paint(rows: number): string {
    const last = this.#lastLine(rows);
    const entries = this.#entries(last);
    for (let row = 0; row <= last; row++) {
      const line = this.#line(row);
      const next = entries[row + 1];
      if (next === 'forced') this.#forceWrap();
      this.#paintCells(line, next === 'natural');
      if (next === 'break') this.#plainBackground('\r\n');
      if (next === 'forced') this.#text.push('\r\x1b[B');
    }
    this.#text.push(this.#pen.become(PLAIN));
    return this.#text.join('');
  }

  #line(row: number): Line {
    const line = this.#buffer.getLine(row);
    if (!line) throw new Error(`The console has no line ${row}.`);
    return line;
  }

  #at(line: Line, column: number, cell = this.#cell): Cell {
    // Safe: both came from the buffer as its public cells.
    line.getCell(column, cell as never);
    return cell;
  }

  #lastLine(rows: number): number {
    let row = this.#buffer.length - 1;
    if (this.#buffer.length > rows) return row;
    while (row >= 0 && this.#isBlank(this.#line(row))) row--;
    return row;
  }

  #isBlank(line: Line): boolean {
    if (line.isWrapped) return false;
    for (let column = 0; column < this.#columns; column++) {
      const cell = this.#at(line, column);
      if (cell.getChars() !== '' || !isErased(cell) || backgroundOf(cell) !== 0) return false;
    }
    return true;
  }

  /** From the bottom up: a line that is entered by running on cannot make way for a forced one first. */
  #entries(last: number): Entry[] {
    const entries: Entry[] = [];
    for (let row = last; row > 0; row--) {
      if (!this.#line(row).isWrapped) entries[row] = 'break';
      else entries[row] = entries[row + 1] !== 'forced' && this.#runsOn(row) ? 'natural' : 'forced';
    }
    return entries;
  }

  #runsOn(row: number): boolean {
    const first = this.#at(this.#line(row), 0);
    if (first.getChars() === '' || first.getWidth() === 0 || backgroundOf(first) !== 0)
      return false;
    const before = this.#at(this.#line(row - 1), this.#columns - 1, this.#other);
    if (before.getChars() !== '') return before.getWidth() < 2;
    if (before.getWidth() === 0) return this.#isWide(row - 1, this.#columns - 2);
    // A wide character that did not fit left an empty cell of its own look behind.
    return first.getWidth() === 2 && sameLook(first, before);
  }

  #isWide(row: number, column: number): boolean {
    const cell = this.#at(this.#line(row), column, this.#other);
    return cell.getChars() !== '' && cell.getWidth() === 2;
  }

  /** Lets text run on to the next line, takes it away again and returns to the start of this one. */
  #forceWrap(): void {
    const end = `\x1b[${this.#columns}G`;
    this.#plainBackground(`${this.#pen.become(PLAIN)}${end}  \r\x1b[X\x1b[A${end}\x1b[X\r`);
  }

  #plainBackground(text: string): void {
    if (this.#pen.background !== 0) this.#text.push(this.#pen.become(PLAIN));
    this.#text.push(text);
  }

  #paintCells(line: Line, runsOn: boolean): void {
    this.#skipped = 0;
    for (let column = 0; column < this.#columns; ) column += this.#paintCell(line, column, runsOn);
    if (runsOn && this.#skipped > 1) {
      this.#skipped--;
      this.#catchUp();
    }
  }

  /** Returns how many columns were drawn or need no drawing. */
  #paintCell(line: Line, column: number, runsOn: boolean): number {
    const cell = this.#at(line, column);
    const chars = cell.getChars();
    if (chars !== '') return this.#print(line, cell, chars, column);
    if (isErased(cell)) return this.#erase(line, column);
    if (column < this.#columns - 1) this.#halve(cell, column);
    else if (!runsOn && column > 0) this.#halveLast(line, cell);
    else this.#skipped++;
    return 1;
  }

  #print(line: Line, cell: Cell, chars: string, column: number): number {
    this.#catchUp();
    const width = cell.getWidth();
    const fits = column + width <= this.#columns;
    // A combining character of its own joins the one before, unless a control character stands between.
    const text = width === 0 ? `\0${chars}` : chars;
    this.#text.push(this.#pen.take(cell), fits ? text : ' ');
    if (width === 2 && column === this.#columns - 2) this.#overprint(line);
    return Math.max(1, width);
  }

  /** Without wraparound, text that goes on at the last column is printed over the half of a wide character there. */
  #overprint(line: Line): void {
    const chars = this.#at(line, this.#columns - 1).getChars();
    if (chars === '') return;
    const wide = this.#text.pop() ?? '';
    this.#text.push('\x1b[?7l', wide, chars, '\x1b[?7h');
  }

  #erase(line: Line, start: number): number {
    const bg = backgroundOf(this.#cell);
    let end = start + 1;
    for (; end < this.#columns; end++) {
      const cell = this.#at(line, end);
      if (cell.getChars() !== '' || backgroundOf(cell) !== bg || !isErased(cell)) break;
    }
    const count = end - start;
    if (bg !== 0) {
      this.#catchUp();
      this.#text.push(this.#pen.take({ ...PLAIN, bg }), `\x1b[${count}X`);
    }
    this.#skipped += count;
    return count;
  }

  #catchUp(): void {
    if (this.#skipped > 0) this.#text.push(`\x1b[${this.#skipped}C`);
    this.#skipped = 0;
  }

  /** An empty cell with a look: what is left of a wide character whose second half is written over. */
  #halve(cell: Cell, column: number): void {
    this.#catchUp();
    const second = `\x1b[${column + 2}G`;
    this.#text.push(this.#pen.take(cell), `${WIDE}${second} ${second}`);
    this.#text.push(this.#pen.become(PLAIN), '\x1b[X');
  }

  /** The same in the last column: the second half, whose first is written over, and then drawn as it was. */
  #halveLast(line: Line, cell: Cell): void {
    const first = `\x1b[${this.#columns - 1}G`;
    this.#text.push(first, this.#pen.take(cell), `${WIDE}${first} ${first}`);
    this.#text.push(this.#pen.become(PLAIN), '\x1b[X');
    this.#skipped = 0;
    const left = this.#columns - 2;
    const before = this.#at(line, left);
    if (before.getChars() === '' && before.getWidth() === 0 && left > 0) {
      this.#text.push('\x1b[D');
      const wide = this.#at(line, left - 1);
      this.#print(line, wide, wide.getChars(), left - 1);
    } else if (before.getChars() !== '') this.#print(line, before, before.getChars(), left);
    else if (isErased(before)) {
      this.#text.push(this.#pen.take({ ...PLAIN, bg: backgroundOf(before) }), '\x1b[X');
    }
  }
}
