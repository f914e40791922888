import type { ConsolePicture } from '#protocol/snapshots';
import { type ConsoleLook, readConsoleLook } from './theme.ts';

/** How much of a console a small picture of it shows. */
export interface PictureFrame {
  /** In CSS pixels. */
  readonly width: number;
  readonly height: number;
  readonly margin: number;
  /** Columns at least, so that letters of a nearly empty console are not huge. */
  readonly leastColumns: number;
  /** And at most: letters of all of a wide one would be dust. */
  readonly mostColumns: number;
  /** Heavier letters: very small ones are too faint otherwise. */
  readonly bold?: boolean;
}

/** Height of a character cell, in widths. */
const CELL_RATIO = 2;

/** Draws the last lines of a console on all of a canvas. */
export function drawPicture(
  canvas: HTMLCanvasElement,
  picture: ConsolePicture,
  frame: PictureFrame,
  look: ConsoleLook = readConsoleLook(10),
): void {
  const scale = Math.max(2, devicePixelRatio);
  canvas.width = frame.width * scale;
  canvas.height = frame.height * scale;
  const context = canvas.getContext('2d');
  if (context === null) return;
  context.scale(scale, scale);
  paintPicture(context, picture, frame, look);
}

function paintPicture(
  context: CanvasRenderingContext2D,
  { columns, lines }: ConsolePicture,
  { width, height, margin, leastColumns, mostColumns, bold = false }: PictureFrame,
  { theme, fontFamily }: ConsoleLook,
): void {
  const text = lines.slice(0, lines.findLastIndex((line) => line.trim() !== '') + 1);
  const longest = text.reduce((most, line) => Math.max(most, line.length), 0);
  const shown = Math.min(columns, mostColumns, Math.max(leastColumns, longest));
  const cell = (width - 2 * margin) / shown;
  const rowHeight = cell * CELL_RATIO;
  const rows = Math.max(1, Math.floor((height - 2 * margin) / rowHeight));
  context.fillStyle = theme.background ?? '';
  context.fillRect(0, 0, width, height);
  context.fillStyle = theme.foreground ?? '';
  context.textBaseline = 'top';
  context.font = `${bold ? 'bold ' : ''}${cell / 0.6}px ${fontFamily}`;
  for (const [row, line] of text.slice(-rows).entries()) {
    context.fillText(line.slice(0, shown), margin, margin + row * rowHeight, width - 2 * margin);
  }
}
