import { amountText, type Counted } from './live.ts';
import type { Box, Crossing, Layer, Look, Picture } from './picture.ts';

/** Lengths are in the drawing's own units; its text is 12 high, so it can be read on a phone. */
export const WIDTH = 360;
const EDGE = 4;
const GAP = 8;
/** From one line of text to the next. */
export const LINE = 16;
const LETTER = 6.5;
const PADDING = 8;
/** The lane at the left for what goes past the monitor. */
const LANE = 108;
const ARROW_INDENT = 14;

/** A line of text; the first `amountLength` letters are a number, of that kind. */
export interface Line {
  readonly text: string;
  readonly kind?: Counted['kind'];
  readonly amountLength: number;
}

export interface PlacedBox {
  readonly look: Look;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly lines: readonly Line[];
}

export interface PlacedArrow {
  readonly x: number;
  readonly top: number;
  readonly bottom: number;
  readonly way: Crossing['way'];
}

export interface PlacedLabel {
  readonly x: number;
  /** Of the middle of its lines. */
  readonly y: number;
  readonly lines: readonly Line[];
}

export interface Layout {
  readonly height: number;
  readonly boxes: readonly PlacedBox[];
  readonly arrows: readonly PlacedArrow[];
  readonly labels: readonly PlacedLabel[];
}

/** Where everything of a picture goes: layers from top to bottom, each as high as its text. */
export function layOut({ layers, direct }: Picture): Layout {
  const placed = {
    boxes: [] as PlacedBox[],
    arrows: [] as PlacedArrow[],
    labels: [] as PlacedLabel[],
  };
  const lane = direct === undefined ? [] : linesOf(direct, LANE - ARROW_INDENT - PADDING);
  let y = EDGE;
  let laneTop = 0;
  layers.forEach((layer, index) => {
    const isLast = index === layers.length - 1;
    const isInner = direct !== undefined && index > 0 && !isLast;
    if (isLast && direct !== undefined) {
      y = Math.max(y, laneTop + lane.length * LINE + 3 * GAP);
      placed.arrows.push({ x: EDGE + ARROW_INDENT, top: laneTop, bottom: y, way: 'down' });
      const x = EDGE + 2 * ARROW_INDENT - 4;
      placed.labels.push({ x, y: (laneTop + y) / 2, lines: lane });
    }
    const left = isInner ? EDGE + LANE : EDGE;
    y += place(layer, left, y, placed);
    if (index === 0) laneTop = y;
    if (layer.boxes !== undefined && layers[index + 1]?.boxes !== undefined) y += GAP;
  });
  return { height: y + EDGE, ...placed };
}

interface Placed {
  readonly boxes: PlacedBox[];
  readonly arrows: PlacedArrow[];
  readonly labels: PlacedLabel[];
}

/** Places one layer and says how high it is. */
function place(layer: Layer, left: number, y: number, placed: Placed): number {
  if (layer.boxes !== undefined) return placeBoxes(layer.boxes, left, y, placed);
  return placeCrossings(layer.crossings, left, y, placed);
}

function placeBoxes(boxes: readonly Box[], left: number, y: number, placed: Placed): number {
  const width = (WIDTH - EDGE - left - GAP * (boxes.length - 1)) / boxes.length;
  const texts = boxes.map((box) => linesOf(box, width - 2 * PADDING));
  const height = Math.max(...texts.map((lines) => lines.length)) * LINE + 2 * PADDING;
  boxes.forEach(({ look }, index) => {
    const x = left + index * (width + GAP);
    placed.boxes.push({ look, x, y, width, height, lines: texts[index] ?? [] });
  });
  return height;
}

function placeCrossings(
  crossings: readonly Crossing[],
  left: number,
  y: number,
  placed: Placed,
): number {
  const width = (WIDTH - EDGE - left) / crossings.length;
  const texts = crossings.map((one) => linesOf(one, width - 2 * ARROW_INDENT - PADDING));
  const height = Math.max(...texts.map((lines) => lines.length)) * LINE + 2 * PADDING;
  crossings.forEach(({ way }, index) => {
    const x = left + index * width + ARROW_INDENT;
    placed.arrows.push({ x, top: y, bottom: y + height, way });
    const label = { x: x + ARROW_INDENT, y: y + height / 2, lines: texts[index] ?? [] };
    placed.labels.push(label);
  });
  return height;
}

interface Said {
  readonly text: string;
  readonly count?: Counted | null;
}

/** What is said, then what is counted, broken into lines of that width. */
function linesOf({ text, count = null }: Said, width: number): readonly Line[] {
  const most = Math.max(6, Math.floor(width / LETTER));
  const said = wrap(text, most).map((line) => ({ text: line, amountLength: 0 }));
  if (count === null) return said;
  const amount = amountText(count).replaceAll(' ', '\u00a0');
  const counted = wrap(`${amount} ${count.label}`, most).map((line, index) => ({
    text: line,
    kind: count.kind,
    amountLength: index === 0 ? amount.length : 0,
  }));
  return [...said, ...counted];
}

/** Words in lines of at most `most` letters; a longer word gets a line of its own. */
export function wrap(text: string, most: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > most) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}
