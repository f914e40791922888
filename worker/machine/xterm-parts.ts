import { Terminal } from '@xterm/headless/lib-headless/xterm-headless.mjs';

/**
 * The parts of @xterm/headless 6.0.0, the version that package.json pins, that its public API does not show and that a
 * complete redraw needs. `terminalParts` refuses a terminal that lacks one.
 */

/** A character set's replacements; undefined is ASCII. The objects are the same for all terminals. */
export type Charset = Readonly<Record<string, string | undefined>> | undefined;

/** How a cell is drawn; the bits are named in `console-pen.ts`. */
export interface CellLook {
  readonly fg: number;
  readonly bg: number;
  /** Of a cell only to be looked at when `bg` says that there is one. */
  readonly extended: { readonly _ext: number; readonly urlId: number };
}

/** What `getCell` of a public buffer line really gives. */
export interface Cell extends CellLook {
  getChars(): string;
  getWidth(): number;
}

export interface ScreenBuffer {
  readonly x: number;
  readonly y: number;
  readonly ybase: number;
  readonly scrollTop: number;
  readonly scrollBottom: number;
  readonly lines: { maxLength: number };
  readonly tabs: Readonly<Record<number, boolean | undefined>>;
  readonly savedX: number;
  /** Counted from the first line of the scrollback, and not moved with it. */
  readonly savedY: number;
  readonly savedCurAttrData: CellLook;
  readonly savedCharset: Charset;
}

export interface TerminalParts {
  readonly buffers: { readonly normal: ScreenBuffer; readonly alt: ScreenBuffer };
  readonly coreService: {
    readonly isCursorHidden: boolean;
    readonly decPrivateModes: {
      readonly cursorStyle: 'block' | 'underline' | 'bar' | undefined;
      readonly cursorBlink: boolean | undefined;
    };
  };
  readonly coreMouseService: { readonly activeEncoding: string };
  readonly _charsetService: {
    readonly charset: Charset;
    readonly glevel: number;
    readonly _charsets: readonly Charset[];
  };
  readonly _oscLinkService: {
    getLinkData(id: number): { readonly id?: string; readonly uri: string } | undefined;
  };
  readonly _inputHandler: {
    readonly _curAttrData: CellLook;
    readonly _windowTitle: string;
    readonly _iconName: string;
    readonly _utf8Decoder: { readonly interim: Uint8Array };
    readonly _parser: {
      /** 0 is the ground state: no sequence is unfinished. */
      readonly currentState: number;
      /** Bits 1 and 2: the width of the character to which a combining one would join. */
      readonly precedingJoinState: number;
    };
    selectCharset(sequence: string): boolean;
    eraseInDisplay(params: { readonly params: readonly number[] }, keepProtected: boolean): boolean;
  };
}

const PARTS: readonly (readonly [path: string, type: string])[] = [
  ['buffers.normal.x', 'number'],
  ['buffers.normal.y', 'number'],
  ['buffers.normal.ybase', 'number'],
  ['buffers.normal.scrollTop', 'number'],
  ['buffers.normal.scrollBottom', 'number'],
  ['buffers.normal.tabs', 'object'],
  ['buffers.alt.lines.maxLength', 'number'],
  ['buffers.normal.savedX', 'number'],
  ['buffers.normal.savedY', 'number'],
  ['buffers.normal.savedCurAttrData.fg', 'number'],
  ['buffers.alt.savedCurAttrData.bg', 'number'],
  ['coreService.isCursorHidden', 'boolean'],
  ['coreService.decPrivateModes', 'object'],
  ['coreMouseService.activeEncoding', 'string'],
  ['_charsetService.glevel', 'number'],
  ['_charsetService._charsets', 'object'],
  ['_oscLinkService.getLinkData', 'function'],
  ['_inputHandler._curAttrData.fg', 'number'],
  ['_inputHandler._curAttrData.bg', 'number'],
  ['_inputHandler._curAttrData.extended._ext', 'number'],
  ['_inputHandler._curAttrData.extended.urlId', 'number'],
  ['_inputHandler._windowTitle', 'string'],
  ['_inputHandler._iconName', 'string'],
  ['_inputHandler._utf8Decoder.interim', 'object'],
  ['_inputHandler._parser.currentState', 'number'],
  ['_inputHandler._parser.precedingJoinState', 'number'],
  ['_inputHandler.selectCharset', 'function'],
  ['_inputHandler.eraseInDisplay', 'function'],
];

/** The names of the parts that a terminal lacks or has with another type. */
export function missingTerminalParts(core: unknown): string[] {
  return PARTS.filter(([path, type]) => typeof partAt(core, path) !== type).map(([path]) => path);
}

export function terminalParts(terminal: Terminal): TerminalParts {
  const core: unknown = Reflect.get(terminal, '_core');
  const missing = missingTerminalParts(core);
  if (missing.length > 0) throw new Error(`This @xterm/headless lacks ${missing.join(', ')}.`);
  // Safe: each part has just been looked for.
  return core as TerminalParts;
}

const CHARSET_FLAGS = '0A4C5RQKYE6ZH7=';

let charsetFlags: Map<Charset, string> | undefined;

/** The letter that selects a character set: `B` for ASCII. */
export function charsetFlag(charset: Charset): string {
  charsetFlags ??= readCharsetFlags();
  return charsetFlags.get(charset) ?? 'B';
}

/** What shows `text`, one character with what joins it, while a character set is in use; null: nothing does. */
export function printedAs(text: string, charset: Charset): string | null {
  const shown = text.charAt(0);
  if (charset?.[shown] === undefined) return text;
  const printed = Object.keys(charset).find((character) => charset[character] === shown);
  return printed === undefined ? null : printed + text.slice(1);
}

function readCharsetFlags(): Map<Charset, string> {
  const flags = new Map<Charset, string>();
  const parts = terminalParts(new Terminal({ cols: 2, rows: 1 }));
  for (const flag of CHARSET_FLAGS) {
    parts._inputHandler.selectCharset(`(${flag}`);
    flags.set(parts._charsetService.charset, flag);
  }
  return flags;
}

function partAt(root: unknown, path: string): unknown {
  let part: unknown = root;
  for (const name of path.split('.')) {
    if (typeof part !== 'object' || part === null) return undefined;
    part = Reflect.get(part, name);
  }
  return part;
}

/**
 * Erasing up to the last cell of the screen (ED 1) throws in xterm 6.0.0, which unmarks the line below the last one, and
 * nothing is drawn ever after. All of the screen is erased then, which ED 2 does, too.
 */
export function guardErasing(terminal: Terminal): void {
  const { _inputHandler: input, buffers } = terminalParts(terminal);
  const erase = (params: (number | number[])[], keepProtected: boolean): boolean => {
    const { x, y } = terminal.buffer.active.type === 'normal' ? buffers.normal : buffers.alt;
    const isWhole = params[0] === 1 && y >= terminal.rows - 1 && x >= terminal.cols - 1;
    return isWhole && input.eraseInDisplay({ params: [2] }, keepProtected);
  };
  terminal.parser.registerCsiHandler({ final: 'J' }, (params) => erase(params, false));
  terminal.parser.registerCsiHandler({ prefix: '?', final: 'J' }, (params) => erase(params, true));
}
