import type { CellLook, TerminalParts } from './xterm-parts.ts';

// xterm's bits (`common/buffer/Constants.ts`): a colour and its mode below, flags above.
const COLOUR = 0x3ff_ffff;
const COLOUR_MODE = 0x300_0000;
const PALETTE_16 = 0x100_0000;
const PALETTE_256 = 0x200_0000;
const UNDERLINE = 0x1000_0000;
const HAS_EXTENDED = 0x1000_0000;
const PROTECTED = 0x2000_0000;

const FG_FLAGS = [
  [0x0800_0000, 1],
  [0x2000_0000, 5],
  [0x0400_0000, 7],
  [0x4000_0000, 8],
  [0x8000_0000, 9],
] as const;

const BG_FLAGS = [
  [0x0800_0000, 2],
  [0x0400_0000, 3],
  [0x4000_0000, 53],
] as const;

export const PLAIN: CellLook = { fg: 0, bg: 0, extended: { _ext: 0, urlId: 0 } };

/** The background that an erased cell keeps. */
export function backgroundOf(look: CellLook): number {
  // What was before a palette colour stays in the bits that it does not use.
  const isRgb = (look.bg & COLOUR_MODE) === COLOUR_MODE;
  return look.bg & (isRgb ? COLOUR : COLOUR_MODE | 255);
}

/** An erased cell has nothing but a background; one left over by half a wide character has more. */
export function isErased(look: CellLook): boolean {
  return look.fg === 0 && (look.bg & ~COLOUR) === 0;
}

export function sameLook(a: CellLook, b: CellLook): boolean {
  return (
    a.fg === b.fg &&
    a.bg === b.bg &&
    extendedOf(a)._ext === extendedOf(b)._ext &&
    extendedOf(a).urlId === extendedOf(b).urlId
  );
}

/** What a cell has besides `fg` and `bg`; the object of one that has nothing may be another cell's. */
function extendedOf(look: CellLook): CellLook['extended'] {
  return (look.bg & HAS_EXTENDED) === 0 ? PLAIN.extended : look.extended;
}

/** Follows what a redraw makes the terminal's pen, and says what changes it. */
export class Pen {
  readonly #links: TerminalParts['_oscLinkService'];
  #look = PLAIN;
  /** The look, as far as it has nothing but these: of most cells they are all there is to compare. */
  #plainFg = 0;
  #plainBg = 0;
  #rendition = renditionOf(PLAIN);
  #link = '';

  constructor(links: TerminalParts['_oscLinkService']) {
    this.#links = links;
  }

  get background(): number {
    return backgroundOf(this.#look);
  }

  /** Writes as this cell is written. */
  take({ fg, bg, extended }: CellLook): string {
    if (fg === this.#plainFg && bg === this.#plainBg) return '';
    const { _ext, urlId } = (bg & HAS_EXTENDED) === 0 ? PLAIN.extended : extended;
    // The colour of an underline that is not there is the pen's alone.
    const underline = (fg & UNDERLINE) === 0 ? 0 : _ext;
    return this.become({ fg, bg, extended: { _ext: underline, urlId } });
  }

  /** Becomes this pen, whose underline may wait for its switch. */
  become(look: CellLook): string {
    const last = this.#look;
    const { fg, bg, extended } = look;
    const { _ext, urlId } = extended;
    if (fg === last.fg && bg === last.bg && _ext === last.extended._ext) {
      if (urlId === last.extended.urlId) return '';
    }
    this.#look = { fg, bg, extended: { _ext, urlId } };
    const isPlain = (bg & HAS_EXTENDED) === 0 && _ext === 0 && urlId === 0;
    this.#plainFg = isPlain ? fg : Number.NaN;
    this.#plainBg = bg;
    return this.#changeLink(urlId) + this.#changeRendition(renditionOf(look));
  }

  #changeRendition(rendition: string): string {
    if (rendition === this.#rendition) return '';
    this.#rendition = rendition;
    return rendition;
  }

  #changeLink(urlId: number): string {
    const data = urlId === 0 ? undefined : this.#links.getLinkData(urlId);
    const id = data?.id === undefined ? '' : `id=${data.id}`;
    const link = data === undefined ? '' : `\x1b]8;${id};${data.uri}\x1b\\`;
    if (link === this.#link) return '';
    this.#link = link;
    return link === '' ? '\x1b]8;;\x1b\\' : link;
  }
}

function renditionOf({ fg, bg, extended }: CellLook): string {
  const guard = (bg & PROTECTED) === 0 ? '' : '\x1b[1"q';
  return `\x1b[${renditions(fg, bg, extended._ext).join(';')}m${guard}`;
}

/** The parameters of SGR, from none of them set. */
function renditions(fg: number, bg: number, ext: number): string[] {
  const codes: string[] = [];
  for (const [flag, code] of FG_FLAGS) if ((fg & flag) !== 0) codes.push(`${code}`);
  for (const [flag, code] of BG_FLAGS) if ((bg & flag) !== 0) codes.push(`${code}`);
  if ((fg & UNDERLINE) !== 0) codes.push(underlineCode((ext >> 26) & 7));
  codes.push(...colourCodes(fg, 30, 90, '38'), ...colourCodes(bg, 40, 100, '48'));
  const underlineColour = ext & COLOUR;
  if ((underlineColour & COLOUR_MODE) === PALETTE_256) codes.push(`58:5:${underlineColour & 255}`);
  else if (underlineColour !== 0) codes.push(`58:2::${rgbOf(underlineColour).join(':')}`);
  return codes.length === 0 ? [] : ['0', ...codes];
}

function underlineCode(style: number): string {
  return style <= 1 ? '4' : `4:${style}`;
}

function colourCodes(colour: number, dark: number, bright: number, other: string): string[] {
  const index = colour & 255;
  switch (colour & COLOUR_MODE) {
    case 0:
      return [];
    case PALETTE_16:
      return [`${index < 8 ? dark + index : bright + index - 8}`];
    case PALETTE_256:
      return [other, '5', `${index}`];
    default:
      return [other, '2', ...rgbOf(colour).map(String)];
  }
}

function rgbOf(colour: number): number[] {
  return [(colour >> 16) & 255, (colour >> 8) & 255, colour & 255];
}
