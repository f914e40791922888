import { useEffect, useRef } from 'react';
import type { ConsolePicture } from '#protocol/snapshots';
import { drawPicture } from '../console/draw-picture.ts';
import { useTheme } from '../preferences/use-theme.ts';
import styles from './Thumbnail.module.css';

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
      const { clientWidth: width, clientHeight: height } = canvas;
      drawPicture(canvas, picture, { width, height, margin: 4, leastColumns: 40, mostColumns: 56 });
    });
    seen.observe(canvas);
    return () => seen.disconnect();
  }, [picture, theme]);
  return <canvas ref={ref} className={styles.thumbnail} />;
}
