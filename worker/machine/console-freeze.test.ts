import { Terminal } from '@xterm/headless/lib-headless/xterm-headless.mjs';
import { expect, test } from 'vitest';
import { SCROLLBACK_LINES } from '#protocol/console';
import { soaked } from '../node/soak.ts';
import { ConsoleModel, type ConsoleState } from './console-model.ts';
import { sameLook } from './console-pen.ts';
import { RandomOutput } from './random-output.ts';
import {
  type Cell,
  charsetFlag,
  guardErasing,
  printedAs,
  type ScreenBuffer,
  terminalParts,
} from './xterm-parts.ts';

/** A bare terminal beside the model, to look into. */
class Bare {
  replies = '';
  readonly terminal: Terminal;

  constructor(columns: number, rows: number) {
    this.terminal = new Terminal({
      cols: columns,
      rows,
      scrollback: SCROLLBACK_LINES,
      allowProposedApi: true,
      logLevel: 'off',
    });
    guardErasing(this.terminal);
    this.terminal.onData((text) => {
      this.replies += text;
    });
  }

  async write(...batches: (Uint8Array | string)[]): Promise<void> {
    for (const batch of batches) this.terminal.write(batch);
    await new Promise<void>((resolve) => this.terminal.write('', resolve));
  }

  async restore({ redraw, pending }: ConsoleState): Promise<void> {
    await this.write(redraw);
    await this.write(Uint8Array.from(pending));
  }
}

/** All that decides what a terminal shows and how it goes on. */
function anatomy(terminal: Terminal): unknown {
  const parts = terminalParts(terminal);
  const { coreService, coreMouseService, _charsetService: charsets, _inputHandler: input } = parts;
  const { active } = terminal.buffer;
  const isNormal = active.type === 'normal';
  const screen = isNormal ? parts.buffers.normal : parts.buffers.alt;
  return {
    active: active.type,
    cursor: [screen.x, screen.y, active.baseY],
    normal: [lines(terminal, 'normal'), room(terminal, parts.buffers.normal)],
    alternate: isNormal ? null : [lines(terminal, 'alternate'), room(terminal, parts.buffers.alt)],
    saved: [saved(parts.buffers.normal, terminal), saved(parts.buffers.alt, terminal)],
    modes: terminal.modes,
    options: [terminal.options.convertEol, terminal.options.cursorBlink],
    cursorStyle: [coreService.decPrivateModes.cursorStyle, coreService.decPrivateModes.cursorBlink],
    hidden: coreService.isCursorHidden,
    mouse: coreMouseService.activeEncoding,
    charsets: [charsets.charset, ...[0, 1, 2, 3].map((g) => charsets._charsets[g])].map(
      charsetFlag,
    ),
    level: charsets.glevel,
    titles: [input._windowTitle, input._iconName],
    pen: look(terminal, input._curAttrData as never, true),
    parser: [input._parser.currentState, (input._parser.precedingJoinState >> 1) & 3],
    character: [...input._utf8Decoder.interim],
  };
}

function lines(terminal: Terminal, which: 'normal' | 'alternate'): unknown[] {
  const buffer = terminal.buffer[which];
  return Array.from({ length: buffer.length }, (_, row) => {
    const line = buffer.getLine(row);
    const cells = Array.from({ length: terminal.cols }, (_, column) => {
      const cell = line?.getCell(column);
      const isHalf = column > 0 && line?.getCell(column - 1)?.getWidth() === 2;
      const width = cell?.getChars() === '' ? (isHalf ? 0 : 1) : cell?.getWidth();
      return `${cell?.getChars()}|${width}|${look(terminal, cell as never, false)}`;
    });
    return [line?.isWrapped, ...cells];
  });
}

/** The attributes as xterm's renderers read them. */
interface Look {
  fg: number;
  bg: number;
  extended: { urlId: number; underlineColor: number; _ext: number };
  getFgColor(): number;
  getBgColor(): number;
}

function look(terminal: Terminal, cell: Look, isPen: boolean): string {
  const hasExtended = isPen || (cell.bg & 0x1000_0000) !== 0;
  const { extended } = cell;
  const link = hasExtended
    ? terminalParts(terminal)._oscLinkService.getLinkData(extended.urlId)
    : null;
  const underlined = (cell.fg & 0x1000_0000) !== 0;
  return [
    colours(cell),
    underlined ? (hasExtended ? Math.max(1, (extended._ext >> 26) & 7) : 1) : 0,
    (isPen || underlined) && hasExtended ? underlineColour(extended.underlineColor) : 0,
    link ? `${link.id}=${link.uri}` : '',
  ].join();
}

/** Of a palette colour the number only: the bits beside it are left over. */
function underlineColour(colour: number): number {
  return (colour & 0x300_0000) === 0x200_0000 ? colour & 0x300_00ff : colour;
}

function colours(cell: Look): string {
  // Without the bit that says that there is more: the rest of a look says what.
  const flags = [(cell.fg & 0xff00_0000) >>> 0, (cell.bg & 0xef00_0000) >>> 0];
  return [...flags, cell.getFgColor(), cell.getBgColor()].join();
}

function room(terminal: Terminal, buffer: ScreenBuffer): unknown {
  const tabs = Array.from({ length: terminal.cols - 1 }, (_, i) => buffer.tabs[i + 1] === true);
  return [buffer.scrollTop, buffer.scrollBottom, tabs.join()];
}

function saved(buffer: ScreenBuffer, { cols, rows, buffer: { normal } }: Terminal): unknown {
  const row =
    buffer.ybase === 0 && normal.baseY > 0 ? Math.min(rows - 1, buffer.savedY) : buffer.savedY;
  return [
    Math.min(cols - 1, buffer.savedX),
    row,
    colours(buffer.savedCurAttrData as never),
    charsetFlag(buffer.savedCharset),
  ];
}

/** Whether a redraw can say all of it; what it cannot is listed at `redrawOf`. */
function isSayable(terminal: Terminal): boolean {
  const { buffers, _charsetService: charsets } = terminalParts(terminal);
  const { active } = terminal.buffer;
  const screen = active.type === 'normal' ? buffers.normal : buffers.alt;
  const isShifted = charsets.charset !== charsets._charsets[charsets.glevel];
  if (isShifted && charsets.charset !== screen.savedCharset) return false;
  const isBehind = screen.x >= terminal.cols;
  const last = cellAt(active, active.baseY + screen.y, terminal.cols - 1);
  if (isBehind && isEmpty(last)) return false;
  if (isBehind && isShifted && printedAs(last.getChars(), charsets.charset) === null) return false;
  for (const buffer of [terminal.buffer.normal, terminal.buffer.alternate]) {
    for (let row = 0; row < buffer.length; row++) if (!isWhole(terminal, buffer, row)) return false;
  }
  return true;
}

type ScreenText = Terminal['buffer']['active'];

function cellAt(buffer: ScreenText, row: number, column: number): Cell {
  return buffer.getLine(row)?.getCell(column) as unknown as Cell;
}

function isEmpty(cell: Cell): boolean {
  return cell.getChars() === '' && cell.getWidth() === 1;
}

function isWhole({ cols }: Terminal, buffer: ScreenText, row: number): boolean {
  for (let column = 0; column < cols; column++) {
    const cell = cellAt(buffer, row, column);
    const next = column + 1 < cols ? cellAt(buffer, row, column + 1) : null;
    if (cell.getWidth() === 2 && !next) return false;
    const isOver = cell.getWidth() === 2 && next?.getChars() !== '';
    if (isOver && !(column === cols - 2 && next && sameLook(cell, next))) return false;
    if (cell.getWidth() === 2 && !/^(?:[\u1100-\u115f\u2e80-\uffe6])/.test(cell.getChars()))
      return false;
    if (column === cols - 2 && next && isLeftOver(cell) && isLeftOver(next)) return false;
  }
  return true;
}

/** Empty, but with a look: what is left of a wide character. */
function isLeftOver(cell: Cell): boolean {
  return cell.getChars() === '' && (cell.fg !== 0 || cell.bg >>> 26 !== 0);
}

async function compareGoingOn(seed: number): Promise<'equal' | 'unsayable'> {
  const output = new RandomOutput(seed);
  const columns = 3 + output.below(30);
  const rows = 2 + output.below(6);
  const prefix = output.bytes(5 + output.below(120));
  const cut = prefix.slice(0, prefix.length - output.below(4));
  const suffix = output.batches(output.bytes(5 + output.below(60)));
  const bare = new Bare(columns, rows);
  const model = new ConsoleModel(() => {});
  model.resize(columns, rows);
  for (const batch of output.batches(cut)) {
    model.write(batch);
    bare.terminal.write(batch);
  }
  const frozen = await model.freeze();
  await bare.write();
  if (!isSayable(bare.terminal)) return 'unsayable';
  const copy = new Bare(columns, rows);
  await copy.restore(JSON.parse(JSON.stringify(frozen)));
  expect(anatomy(copy.terminal), `seed ${seed}, restored`).toEqual(anatomy(bare.terminal));
  bare.replies = '';
  await bare.write(...suffix);
  await copy.write(...suffix);
  expect(anatomy(copy.terminal), `seed ${seed}, gone on`).toEqual(anatomy(bare.terminal));
  expect(copy.replies, `seed ${seed}`).toBe(bare.replies);

  const second = new ConsoleModel(() => {});
  second.restore(frozen);
  for (const batch of suffix) {
    model.write(batch);
    second.write(batch);
  }
  const [copied, original] = await Promise.all([second.freeze(), model.freeze()]);
  if (isSayable(bare.terminal)) expect(copied, `seed ${seed}, models`).toEqual(original);
  return 'equal';
}

test('a frozen console goes on as if nothing had happened, whatever was written', async () => {
  const cases = soaked(300, 20_000);
  let unsayable = 0;
  for (let seed = 0; seed < cases; seed++) {
    if ((await compareGoingOn(seed)) === 'unsayable') unsayable++;
  }
  expect(unsayable).toBeLessThan(cases * 0.1);
});

/** The model after some output, and a copy of it. */
async function frozenAfter(
  ...outputs: (string | Uint8Array)[]
): Promise<[ConsoleModel, ConsoleModel]> {
  const model = new ConsoleModel(() => {});
  for (const output of outputs) model.write(Buffer.from(output));
  const copy = new ConsoleModel(() => {});
  copy.restore(JSON.parse(JSON.stringify(await model.freeze())));
  await copy.freeze();
  return [model, copy];
}

async function expectSameAfter(
  models: ConsoleModel[],
  output: string | Uint8Array,
): Promise<string> {
  for (const model of models) model.write(Buffer.from(output));
  const [first, second] = await Promise.all(models.map((model) => model.freeze()));
  expect(second).toEqual(first);
  return first?.text ?? '';
}

test('a fresh console has nothing to redraw', async () => {
  const [model] = await frozenAfter();
  expect(model.redrawSequence()).toBe('');
});

test('a full scrollback comes back, and goes on scrolling', async () => {
  const count = SCROLLBACK_LINES + 200;
  const numbers = Array.from({ length: count }, (_, line) => `${line}\r\n`).join('');
  const models = await frozenAfter('\x1b7first\r\n', numbers);
  const text = await expectSameAfter(models, `${'\r\n'.repeat(50)}end\x1b8\x1b[6n`);
  expect(text).toMatch(/^227\n228\n/);
});

test('a character is whole though its bytes were frozen apart', async () => {
  const euro = Buffer.from('\u20ac');
  const models = await frozenAfter('price: ', euro.subarray(0, 2));
  expect(models[1]?.pending).toEqual([...euro.subarray(0, 2)]);
  expect(await expectSameAfter(models, euro.subarray(2))).toBe('price: \u20ac');
});

test('a sequence goes on where it was cut, and what it contained does not act twice', async () => {
  const models = await frozenAfter('a\r\nb\x1b[3', '\n', '1');
  expect(models[0]?.pending).toEqual([...Buffer.from('\x1b[31')]);
  expect(await expectSameAfter(models, 'mred')).toBe('a\nb\n red');
});

// The Dutch set shows ] as |, and | as f.
test.each([
  { what: 'printed last', output: '\x1b(4]', more: '\u0301', text: '|\u0301' },
  {
    what: 'in the last column',
    output: '\x1b(4\x1b7\x1b(B\x1b8\x1b[80G]\x1b[m',
    more: ']',
    text: `${' '.repeat(79)}|\n|`,
  },
  {
    what: 'in the last column, of another set',
    output: '\x1b[80Gq\x1b(0\x1b7\x1b(B\x1b8\x1b[2;80Hx\x1b[T',
    more: '\r',
    text: `\n${' '.repeat(79)}q\n${' '.repeat(79)}\u2502`,
  },
])('a character $what stays what it is, whatever the set shows it as', async (character) => {
  const { output, more, text } = character;
  const models = await frozenAfter(output);
  expect(await expectSameAfter(models, more)).toBe(text);
});

test.each(['', '\x1b[31m', '\x1b(0'])(
  'a wide character refused after %j in the last column leaves what is there',
  async (change) => {
    const models = await frozenAfter(`\x1b[?7l\x1b[79G\u4e2dq${change}\u6587`);
    await expectSameAfter(models, '');
    expect(models[1]?.redrawSequence()).toMatch('\u4e2dq');
    await expectSameAfter(models, '\u0301');
  },
);

test('of an endless sequence the beginning is kept, and the rest is swallowed', async () => {
  const models = await frozenAfter('before\x1b]52;c;', 'A'.repeat(10_000), 'B'.repeat(100_000));
  expect(models[0]?.pending.length).toBe(4096);
  expect(await expectSameAfter(models, 'CCC\x07after')).toBe('beforeafter');
});

test('freezing is of the instant at which it is asked for', async () => {
  const model = new ConsoleModel(() => {});
  model.write(Buffer.from('before\x1b[6n'));
  const asked = model.freeze();
  model.write(Buffer.from(' after\x1b[6n'));
  const frozen = await asked;
  expect(frozen.text).toBe('before');
  expect(frozen.picture).toMatchObject({ columns: 80, rows: 24 });
  expect(frozen.picture.lines[0]).toBe('before');
  expect(frozen.replies).toBe('\x1b[1;7R');
});

test('what is not in the scrollback of the screen in use is there after it', async () => {
  const models = await frozenAfter('one\r\ntwo\x1b[?1049h\x1b[5;5r\x1b[2;20Hvi');
  const frozen = await models[1]?.freeze();
  expect(frozen?.text).toBe('\n                   vi');
  expect(await expectSameAfter(models, '\x1b[?1049lthree')).toBe('one\ntwothree');
});

test('hyperlinks come back with what they name', async () => {
  const link = '\x1b]8;id=7;https://a.example/\x1b\\';
  const [model, copy] = await frozenAfter(`see ${link}this\x1b]8;;\x1b\\ and ${link}th`);
  const redraw = copy.redrawSequence();
  expect(redraw).toMatch(`see ${link}this\x1b]8;;\x1b\\ and ${link}th`);
  expect(redraw).toBe(model.redrawSequence());
});

test('restoring replaces whatever there was', async () => {
  const [model] = await frozenAfter('text');
  const used = new ConsoleModel(() => {});
  used.write(Buffer.from('\x1b[?25l\x1b[20h\x1b[?12h\x1b]2;old\x07\x1b[?1049hold\x1bP$q\xc3'));
  used.restore(await model.freeze());
  await expectSameAfter([model, used], '\nmore');
});

test('erasing up to the last cell does not stop the console', async () => {
  const model = new ConsoleModel(() => {});
  model.write(Buffer.from('text\x1b[24;80H\x1b[1Jstill'));
  expect((await model.freeze()).text).toMatch(/s\ntill$/);
});
