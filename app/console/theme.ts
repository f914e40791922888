import type { ITheme } from '@xterm/xterm';

const COLOURS = [
  'black',
  'red',
  'green',
  'yellow',
  'blue',
  'magenta',
  'cyan',
  'white',
  'brightBlack',
  'brightRed',
  'brightGreen',
  'brightYellow',
  'brightBlue',
  'brightMagenta',
  'brightCyan',
  'brightWhite',
] as const;

/** What the console takes from the page's tokens. */
export interface ConsoleLook {
  readonly theme: ITheme;
  readonly fontFamily: string;
  /** In CSS pixels. */
  readonly fontSize: number;
}

/** Reads the tokens as they are in force now, for the font size that was chosen: a projector shows everything larger. */
export function readConsoleLook(chosenFontSize: number): ConsoleLook {
  const token = tokenReader();
  const theme: ITheme = {
    foreground: token('text'),
    background: token('ground'),
    cursor: token('cursor'),
    cursorAccent: token('ground'),
    selectionBackground: token('selection'),
    selectionInactiveBackground: token('selection'),
    scrollbarSliderBackground: token('scrollbar'),
    scrollbarSliderHoverBackground: token('scrollbar-hover'),
    scrollbarSliderActiveBackground: token('scrollbar-hover'),
  };
  for (const colour of COLOURS) theme[colour] = token(tokenName(colour));
  const scale = Number(token('scale')) || 1;
  return { theme, fontFamily: token('font'), fontSize: Math.round(chosenFontSize * scale) };
}

/** The colours that mark what was found. */
export function readFindColours(): { readonly match: string; readonly active: string } {
  const token = tokenReader();
  return { match: token('found'), active: token('found-active') };
}

function tokenReader(): (name: string) => string {
  const style = getComputedStyle(document.documentElement);
  return (name) => style.getPropertyValue(`--console-${name}`).trim();
}

function tokenName(colour: (typeof COLOURS)[number]): string {
  return colour.replace(/[A-Z]/, (letter) => `-${letter.toLowerCase()}`);
}
