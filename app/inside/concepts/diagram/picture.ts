import { type Counted, exactText } from './live.ts';

/** Whose a box is: the guest's, the monitor's, or the host's. */
export type Look = 'guest' | 'monitor' | 'host';

export interface Box {
  readonly text: string;
  readonly look: Look;
  /** Null while no machine runs. */
  readonly count?: Counted | null;
}

export interface Crossing {
  readonly text: string;
  readonly count?: Counted | null;
  /** `stopped`: it goes nowhere, though it should. */
  readonly way: 'down' | 'both' | 'stopped';
}

/** Boxes side by side, or what passes between the boxes above and those below. */
export type Layer =
  | { readonly boxes: readonly Box[]; readonly crossings?: never }
  | { readonly crossings: readonly Crossing[]; readonly boxes?: never };

/** One of the three questions' answers: a sentence, and what this machine has to say on it. */
export interface Answer {
  readonly text: string;
  readonly counts: readonly (Counted | null)[];
}

/** How a kind of virtualisation is built, top down, from the guest's programs to the hardware. */
export interface Picture {
  readonly title: string;
  readonly layers: readonly Layer[];
  /** What goes from the first layer to the last one, past all between. */
  readonly direct?: Omit<Crossing, 'way'>;
  readonly executes: Answer;
  readonly leaves: Answer;
  readonly shares: Answer;
}

export const box = (look: Look, text: string, count?: Counted | null): Box =>
  count === undefined ? { look, text } : { look, text, count };

export const row = (...boxes: readonly Box[]): Layer => ({ boxes });

export const crossing = (...crossings: readonly Crossing[]): Layer => ({ crossings });

export const down = (text: string, count: Counted | null = null): Crossing => ({
  text,
  count,
  way: 'down',
});

export const both = (text: string, count: Counted | null = null): Crossing => ({
  text,
  count,
  way: 'both',
});

export const answer = (text: string, ...counts: readonly (Counted | null)[]): Answer => ({
  text,
  counts,
});

/** A box or an arrow in words, its number with it. */
function told({ text, count = null }: Omit<Crossing, 'way'>): string {
  return count === null ? text : `${text}, ${exactText(count)}`;
}

/** What somebody who does not see the picture is told. */
export function describe({ layers, direct, ...picture }: Picture): string {
  const rows = layers.flatMap((layer) =>
    layer.boxes === undefined
      ? layer.crossings.map(
          (one) => `${one.way === 'stopped' ? 'stopped here' : 'between them'}: ${told(one)}`,
        )
      : [layer.boxes.map(told).join(', ')],
  );
  const past = direct === undefined ? [] : [`past all between: ${told(direct)}`];
  const answers = [picture.executes, picture.leaves, picture.shares].map(({ text }) => text);
  return `From top to bottom: ${[...rows, ...past].join('; ')}. ${answers.join(' ')}`;
}
