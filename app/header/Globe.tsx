import { useId } from 'react';
import styles from './Globe.module.css';

/** Where flakes lie when they rest: x, y, radius, and how long after the first each falls, in seconds. */
const FLAKES = [
  [19.5, 7, 1, 0],
  [23, 11.5, 0.8, 1.1],
  [8.6, 8.4, 0.8, 0.6],
  [13.2, 5, 0.7, 1.7],
  [16.4, 8.6, 0.6, 2.2],
  [21, 15, 0.6, 2.8],
  [9.4, 14.4, 0.7, 1.4],
  [24.4, 8.6, 0.5, 0.3],
  [11.2, 7.2, 0.5, 2.5],
  [17.8, 4.4, 0.6, 0.9],
  [14.4, 9.6, 0.5, 3],
] as const;

interface GlobeProps {
  /** Side of its square, in pixels. */
  readonly size: number;
  /** It has been shaken: something is starting. */
  readonly snowing: boolean;
}

/** The product's mark: a prompt in a ball of glass. */
export function Globe({ size, snowing }: GlobeProps) {
  const clip = useId();
  return (
    <svg
      aria-hidden="true"
      className={styles.globe}
      data-snowing={snowing}
      data-fine={size > 48}
      viewBox="0 0 32 32"
      width={size}
      height={size}
    >
      <clipPath id={clip}>
        <circle cx="16" cy="14" r="11" />
      </clipPath>
      <path
        className={styles.base}
        d="M9.2 24h13.6l2.4 4.3c.5.9-.1 1.7-1 1.7H7.8c-.9 0-1.5-.8-1-1.7z"
      />
      <circle className={styles.glass} cx="16" cy="14" r="12" />
      <g clipPath={`url(#${clip})`}>
        <path className={styles.ground} d="M4 20c3.6-3 7.6-4 12-4s8.4 1 12 4v8H4z" />
        {FLAKES.map(([x, y, radius, delay]) => (
          <circle
            key={delay}
            className={styles.flake}
            cx={x}
            cy={y}
            r={radius}
            style={{ animationDelay: `calc(var(--motion-waits) + ${delay}s)` }}
          />
        ))}
      </g>
      <path className={styles.prompt} d="M10.8 8.4l3.1 2.9-3.1 2.9M16.2 14.2h5" />
      <path className={styles.shine} d="M7.3 11.5a9.2 9.2 0 0 1 2.4-4.2" />
    </svg>
  );
}
