import { SeededRandom } from '../engine/seeded-random.ts';

const WORDS = ['a', 'ls -l ', 'x', 'Hello', ' ', '~', 'q`jlk', '#[]{}', '0123456789', '\u2500'];
const WIDE = ['\u4e2d', '\u6587\u5b57', '\uff21', '\u3042', '\ud840\udc00'];
const JOINING = ['e\u0301', '\u0301', 'a\u0302\u0323', '\u4e2d\u0301', '\u200d', '\ufeff'];
const CONTROLS = [
  '\r\n',
  '\r\n',
  '\n',
  '\r',
  '\b',
  '\t',
  '\x0e',
  '\x0f',
  '\x07',
  '\0',
  '\x7f',
  '\x0b',
];
const RENDITIONS = [
  '0',
  '1',
  '2',
  '3',
  '5',
  '7',
  '8',
  '9',
  '22',
  '27',
  '31',
  '42',
  '97',
  '103',
  '39',
  '49',
  '53',
];
const COLOURS = ['38;5;200', '48;5;3', '38;2;1;2;3', '48;2;9;8;7', '38:5:17', '48:2::4:5:6'];
const UNDERLINES = ['4', '4:3', '21', '4:5', '24', '58:5:9', '58:2::1:2:3', '59'];
const MODES = [
  '?1',
  '?6',
  '?7',
  '?7',
  '?12',
  '?25',
  '?45',
  '?66',
  '?9',
  '?1000',
  '?1002',
  '?1003',
  '?1004',
  '?1006',
  '?1016',
  '?2004',
  '?2026',
  '4',
  '4',
  '20',
];
const SCREENS = ['?47', '?1047', '?1049', '?1048'];
const CHARSETS = '0AB4RK=';
const STRINGS = [
  '\x1b]0;title\x07',
  '\x1b]2;other\x1b\\',
  '\x1b]1;icon\x07',
  '\x1b]133;A\x07',
  '\x1bPq#0\x1b\\',
  '\x1b_apc\x1b\\',
  '\x1bX\x18',
  '\x1bPabc\x18',
  '\u009d2;c1\u009c',
  '\u009b3C',
];
const QUERIES = [
  '\x1b[6n',
  '\x1b[?6n',
  '\x1b[5n',
  '\x1b[c',
  '\x1b[>c',
  '\x1bP$qr\x1b\\',
  '\x1bP$q"q\x1b\\',
  '\x1b[?7$p',
  '\x1b[?25$p',
  '\x1b[4$p',
  '\x1b[?1049$p',
  '\x1b[?1006$p',
];
const ESCAPES = [
  '\x1bD',
  '\x1bM',
  '\x1bE',
  '\x1bH',
  '\x1b#8',
  '\x1b=',
  '\x1b>',
  '\x1bn',
  '\x1bo',
  '\x1b~',
  '\x1bc',
  '\x1b[!p',
];

/** Terminal output of all kinds, as a seed decides; cut into batches at any byte. */
export class RandomOutput {
  readonly #random: SeededRandom;
  /** A stream has either: xterm gives a restored cursor's underline the style of the pen before. */
  readonly #underlines: boolean;

  constructor(seed: number) {
    this.#random = new SeededRandom(seed);
    this.#underlines = this.below(2) === 0;
  }

  /** A whole number from 0 to under `limit`. */
  below(limit: number): number {
    return Math.floor(this.#random.fraction() * limit);
  }

  bytes(pieces: number): Uint8Array {
    const text = Array.from({ length: pieces }, () => this.#piece()).join('');
    return new TextEncoder().encode(text);
  }

  batches(bytes: Uint8Array): Uint8Array[] {
    const batches: Uint8Array[] = [];
    for (let start = 0; start < bytes.length; ) {
      const end = start + 1 + this.below(40);
      batches.push(bytes.slice(start, end));
      start = end;
    }
    return batches;
  }

  #one<T>(list: ArrayLike<T>): T {
    // Safe: no list here is empty.
    return list[this.below(list.length)] as T;
  }

  #number(): string {
    return this.below(4) === 0 ? '' : `${this.below(12)}`;
  }

  #piece(): string {
    const kind = this.below(100);
    if (kind < 30) return this.#one(WORDS);
    if (kind < 38) return this.#one(WIDE);
    if (kind < 42) return this.#one(JOINING);
    if (kind < 54) return this.#one(CONTROLS);
    if (kind < 62)
      return `\x1b[${this.#one(RENDITIONS)};${this.#one(this.below(2) ? RENDITIONS : COLOURS)}m`;
    if (kind < 72)
      return `\x1b[${this.#number()};${this.#number()}${this.#one('HHHHABCDEFGdae`f')}`;
    if (kind < 79) return `\x1b[${this.#number()}${this.#one('@PXLMSTJKJKIZbg')}`;
    if (kind < 81)
      return `\x1b[${this.#number()}${this.#one([' @', ' A', "'}", "'~", '"q', ' q'])}`;
    if (kind < 83) return `\x1b[?${this.#number()}${this.#one('JK')}`;
    if (kind < 85) return `\x1b[${this.#number()};${this.#number()}r`;
    if (kind < 89) return `\x1b[${this.#one(MODES)}${this.#one('hl')}`;
    if (kind < 91) return this.#screen();
    if (kind < 93) return `\x1b${this.#one('()*+-.')}${this.#one(CHARSETS)}`;
    if (kind < 95) return this.#one(STRINGS);
    if (kind < 97) return this.#one(QUERIES);
    if (kind < 98) return this.#one(ESCAPES);
    return this.#underlines
      ? `\x1b[${this.#one(UNDERLINES)}m`
      : this.#one(['\x1b7', '\x1b8', '\x1b[s', '\x1b[u']);
  }

  #screen(): string {
    const screen = this.#underlines ? this.#one(SCREENS.slice(0, 2)) : this.#one(SCREENS);
    return `\x1b[${screen}${this.#one('hl')}`;
  }
}
