import { useMemo } from 'react';
import type { TimelinePoint } from '#protocol/timeline';
import styles from './Activity.module.css';
import { type Range, stretchesOf } from './scale.ts';

/** The line that instructions rise from and device accesses hang from, of 100. */
const BASE = 66;

/** Where a line says that device accesses are not known. */
const UNKNOWN = 84;

interface ActivityProps {
  readonly points: readonly TimelinePoint[];
  readonly range: Range;
}

/** What the machine did: instructions upwards, device accesses downwards, where it wrote, where somebody typed. */
export function Activity({ points, range }: ActivityProps) {
  const { fromNs, toNs } = range;
  const stretches = useMemo(() => stretchesOf(points, { fromNs, toNs }), [points, fromNs, toNs]);
  return (
    <svg
      className={styles.activity}
      viewBox="0 0 1000 100"
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      {stretches.map(({ from, to, activity, devices, hasOutput, hasInput }) => {
        const box = { x: from * 1000, width: Math.max(1, (to - from) * 1000 - 0.6) };
        // Roots: what is little is seen beside what is much.
        const up = activity > 0 ? 6 + Math.sqrt(activity) * (BASE - 12) : 0;
        const down = devices ? 4 + Math.sqrt(devices) * (100 - BASE - 4) : 0;
        return (
          <g key={from}>
            <rect className={styles.instructions} {...box} y={BASE - up} height={up} />
            {devices === null ? (
              <line
                className={styles.unknown}
                x1={from * 1000}
                x2={to * 1000}
                y1={UNKNOWN}
                y2={UNKNOWN}
              />
            ) : (
              <rect className={styles.devices} {...box} y={BASE} height={down} />
            )}
            {hasOutput ? (
              <rect className={styles.output} {...box} y={BASE - 5} height={10} />
            ) : null}
            {hasInput ? (
              <line
                className={styles.input}
                x1={to * 1000}
                x2={to * 1000}
                y1={0}
                y2={BASE}
                vectorEffect="non-scaling-stroke"
              />
            ) : null}
          </g>
        );
      })}
    </svg>
  );
}
