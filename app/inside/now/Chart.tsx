import { useEffect, useRef, useState } from 'react';
import { useTheme } from '../../preferences/use-theme.ts';
import { Figure } from '../kinds/Figure.tsx';
import { rateText } from '../numbers.ts';
import styles from './Chart.module.css';
import type { Plot } from './plot.ts';

interface ChartProps {
  readonly title: string;
  readonly unit: string;
  /** The token of the line's colour. */
  readonly colour: string;
  readonly seconds: readonly number[];
  readonly values: readonly (number | null)[];
  readonly most?: number;
  readonly origin: string;
}

/** The last minute of one number: drawn, and in words. */
export function Chart({ title, unit, colour, seconds, values, most, origin }: ChartProps) {
  const hostRef = useRef<HTMLDivElement>(null);
  const [plot, setPlot] = useState<Plot | null>(null);
  const [point, setPoint] = useState<number | null>(null);
  const theme = useTheme();

  // biome-ignore lint/correctness/useExhaustiveDependencies: the colours are read from the tokens, which follow the theme.
  useEffect(() => {
    const host = hostRef.current;
    if (host === null) return;
    let made: Plot | null = null;
    let wanted = true;
    import('./plot.ts').then(
      (part) => {
        if (!wanted) return;
        made = new part.Plot(host, { colour, most: most ?? null, handlePoint: setPoint });
        setPlot(made);
      },
      // The numbers stand below in words.
      () => host.replaceChildren('The part of this page that draws could not be fetched.'),
    );
    return () => {
      wanted = false;
      made?.dispose();
      setPlot(null);
    };
  }, [theme, colour, most]);

  useEffect(() => plot?.show(seconds, values), [plot, seconds, values]);

  const known = values.filter((value) => value !== null);
  const at = point === null ? undefined : values[point];
  return (
    <figure className={styles.chart}>
      <figcaption className={styles.caption}>
        <span className={styles.title}>
          <span className={styles.key} style={{ background: `var(${colour})` }} />
          {title}
        </span>
        {known.length === 0 ? (
          <span className={styles.dim}>no value yet</span>
        ) : (
          <Figure kind="measured" origin={origin}>
            {typeof at === 'number' && point !== null
              ? `${rateText(at)} ${unit}, ${Math.round(-(seconds[point] ?? 0))} s ago`
              : `${rateText(Math.min(...known))} to ${rateText(Math.max(...known))} ${unit}`}
          </Figure>
        )}
      </figcaption>
      <div ref={hostRef} className={styles.plot} aria-hidden="true" />
    </figure>
  );
}
