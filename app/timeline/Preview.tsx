import { useEffect, useRef } from 'react';
import type { ConsoleFrame, Timeline, TimelineMark } from '#protocol/timeline';
import { drawPicture } from '../console/draw-picture.ts';
import { bytesText } from '../library/words.ts';
import { useTheme } from '../preferences/use-theme.ts';
import { frameNear, knownUntil } from './film-store.ts';
import styles from './Preview.module.css';
import { deedsAt, type Range, shareOf } from './scale.ts';
import { instantText, markText, secondsText } from './words.ts';

/** A picture that is further from the instant than this says of when it is. */
const NEAR_NS = 1e9;

interface PreviewProps {
  readonly timeline: Timeline;
  readonly range: Range;
  readonly frames: readonly ConsoleFrame[];
  /** The instant that is looked at. */
  readonly ns: number;
  readonly mark: TimelineMark | null;
}

/** Above the timeline: what the console showed at an instant, and what the machine did then. */
export function Preview({ timeline, range, frames, ns, mark }: PreviewProps) {
  const frame = ns > knownUntil(timeline, frames) ? undefined : frameNear(frames, ns);
  const deeds = deedsAt(timeline, ns);
  return (
    <div
      className={styles.preview}
      aria-hidden="true"
      style={{ '--share': shareOf(range, ns) } as React.CSSProperties}
    >
      {frame === undefined ? null : <Picture frame={frame} />}
      <div className={styles.words}>
        <span className={styles.when}>{instantText(timeline, ns)}</span>
        {frame !== undefined && Math.abs(frame.guestTimeNs - ns) > NEAR_NS ? (
          <span className={styles.dim}>picture of {instantText(timeline, frame.guestTimeNs)}</span>
        ) : null}
      </div>
      {mark === null ? null : <p className={styles.mark}>{markText(mark)}</p>}
      {deeds === null ? null : (
        <dl className={styles.deeds}>
          <Deed kind="instructions" name={`instructions in ${secondsText(deeds.seconds)}`}>
            {deeds.instructions.toLocaleString('en')}
          </Deed>
          <Deed kind="devices" name="device accesses">
            {deeds.deviceAccesses?.toLocaleString('en') ?? 'unknown'}
          </Deed>
          <Deed kind="output" name="written">
            {bytesText(deeds.outputBytes)}
          </Deed>
          <Deed kind="input" name="typed">
            {bytesText(deeds.inputBytes)}
          </Deed>
        </dl>
      )}
    </div>
  );
}

interface DeedProps {
  readonly kind: 'instructions' | 'devices' | 'output' | 'input';
  readonly name: string;
  readonly children: string;
}

function Deed({ kind, name, children }: DeedProps) {
  return (
    <div>
      <dd>{children}</dd>
      <dt data-kind={kind}>{name}</dt>
    </div>
  );
}

function Picture({ frame }: { readonly frame: ConsoleFrame }) {
  const ref = useRef<HTMLCanvasElement>(null);
  const theme = useTheme();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the colours are read from the tokens, which follow the theme.
  useEffect(() => {
    const canvas = ref.current;
    if (canvas === null) return;
    const { clientWidth: width, clientHeight: height } = canvas;
    drawPicture(canvas, frame.picture, {
      width,
      height,
      margin: 8,
      leastColumns: 48,
      mostColumns: 80,
    });
  }, [frame, theme]);
  return <canvas ref={ref} className={styles.picture} data-picture />;
}
