import { useEffect, useRef } from 'react';
import type { ConsolePicture } from '#protocol/snapshots';
import { readConsoleLook } from '../console/theme.ts';
import { useTheme } from '../preferences/use-theme.ts';
import styles from './Thumbnail.module.css';

/** Columns of the console that it shows at least, so that letters of a nearly empty one are not huge. */
const LEAST_COLUMNS = 40;

/** And at most: letters of all of a wide one would be dust. */
const MOST_COLUMNS = 56;

/** Height of a character cell, in widths. */
const CELL_RATIO = 2;

/** The last lines of a console, small; drawn once it is scrolled into view. */
export function Thumbnail({ picture }: { readonly picture: ConsolePicture }) {
  const ref = useRef<HTMLCanvasElement>(null);
  const theme = useTheme();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the colours are read from the tokens, which follow the theme.
  useEffect(() => {
    const canvas = ref.current;
    if (canvas === null) return;
    const seen = new IntersectionObserver((entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      seen.disconnect();
      drawPicture(canvas, picture);
    });
    seen.observe(canvas);
    return () => seen.disconnect();
  }, [picture, theme]);
  return <canvas ref={ref} className={styles.thumbnail} />;
}

function drawPicture(canvas: HTMLCanvasElement, { columns, lines }: ConsolePicture): void {
  const scale = Math.max(2, devicePixelRatio);
  const { clientWidth: width, clientHeight: height } = canvas;
  canvas.width = width * scale;
  canvas.height = height * scale;
  const context = canvas.getContext('2d');
  if (context === null) return;
  const { theme, fontFamily } = readConsoleLook(10);
  const text = lines.slice(0, lines.findLastIndex((line) => line.trim() !== '') + 1);
  const longest = text.reduce((most, line) => Math.max(most, line.length), 0);
  const shown = Math.min(columns, MOST_COLUMNS, Math.max(LEAST_COLUMNS, longest));
  const margin = 4;
  const cell = (width - 2 * margin) / shown;
  const rowHeight = cell * CELL_RATIO;
  const rows = Math.max(1, Math.floor((height - 2 * margin) / rowHeight));
  context.scale(scale, scale);
  context.fillStyle = theme.background ?? '';
  context.fillRect(0, 0, width, height);
  context.fillStyle = theme.foreground ?? '';
  context.textBaseline = 'top';
  context.font = `${cell / 0.6}px ${fontFamily}`;
  for (const [row, line] of text.slice(-rows).entries()) {
    context.fillText(line.slice(0, shown), margin, margin + row * rowHeight, width - 2 * margin);
  }
}
