import { useEffect, useMemo, useRef } from 'react';
import type { ConsoleFrame } from '#protocol/timeline';
import { drawPicture } from '../console/draw-picture.ts';
import { readConsoleLook } from '../console/theme.ts';
import { useTheme } from '../preferences/use-theme.ts';
import styles from './Film.module.css';
import { frameNear } from './film-store.ts';
import { nsAt, type Range } from './scale.ts';
import { useSize } from './use-size.ts';

/** A picture's width, in heights. */
const RATIO = 1.65;

interface FilmProps {
  readonly range: Range;
  readonly frames: readonly ConsoleFrame[];
  /** There are no pictures of later. */
  readonly knownNs: number;
}

/** The console as it was, picture beside picture: what a stretch of film is to the eye. */
export function Film({ range, frames, knownNs }: FilmProps) {
  const ref = useRef<HTMLCanvasElement>(null);
  const { width, height } = useSize(ref);
  const theme = useTheme();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the colours are read from the tokens, which follow the theme.
  const tiles = useMemo(() => tilesOf(frames, height), [frames, height, theme]);
  const plan = planOf(range, frames, knownNs, { width, height }).join();
  useEffect(() => {
    const canvas = ref.current;
    if (canvas === null || plan === '') return;
    drawStrip(
      canvas,
      { width, height },
      plan.split(',').map((place) => tiles[Number(place)]),
    );
  }, [tiles, plan, width, height]);
  return <canvas ref={ref} className={styles.film} data-film />;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Which picture is at each place of the strip, by its number. Compared before it is drawn: it hardly ever changes. */
function planOf(
  range: Range,
  frames: readonly ConsoleFrame[],
  knownNs: number,
  { width, height }: Size,
): readonly number[] {
  if (width === 0 || height === 0) return [];
  const count = Math.max(1, Math.round(width / (height * RATIO)));
  return Array.from({ length: count }, (_, place) => {
    const ns = nsAt(range, (place + 0.5) / count);
    const frame = frameNear(frames, ns);
    return frame === undefined || ns > knownNs ? -1 : frames.indexOf(frame);
  });
}

/** Each drawn once; the strip is put together from them as time goes on. */
function tilesOf(frames: readonly ConsoleFrame[], height: number): readonly HTMLCanvasElement[] {
  if (height === 0) return [];
  const look = readConsoleLook(10);
  const letters = { leastColumns: 26, mostColumns: 34, bold: true };
  const size = { width: height * RATIO, height, margin: 3, ...letters };
  return frames.map((frame) => {
    const tile = document.createElement('canvas');
    drawPicture(tile, frame.picture, size, look);
    return tile;
  });
}

function drawStrip(
  canvas: HTMLCanvasElement,
  { width, height }: Size,
  strip: readonly (HTMLCanvasElement | undefined)[],
): void {
  const scale = Math.max(2, devicePixelRatio);
  canvas.width = width * scale;
  canvas.height = height * scale;
  const context = canvas.getContext('2d');
  if (context === null) return;
  context.scale(scale, scale);
  const tileWidth = width / strip.length;
  for (const [place, tile] of strip.entries()) {
    if (tile) context.drawImage(tile, place * tileWidth, 0, tileWidth - 1, height);
  }
}
