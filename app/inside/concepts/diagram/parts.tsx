import { LINE, type Line, type PlacedArrow, type PlacedBox, type PlacedLabel } from './layout.ts';
import styles from './parts.module.css';

/** From the middle of a line to its baseline. */
const BASELINE = 4;
const HEAD = 5;

/** A box with its text in the middle. */
export function Box({ look, x, y, width, height, lines }: PlacedBox) {
  return (
    <g>
      <rect
        className={styles.box}
        data-look={look}
        x={x}
        y={y}
        width={width}
        height={height}
        rx="6"
      />
      <Text x={x + width / 2} y={y + height / 2} lines={lines} anchor="middle" />
    </g>
  );
}

/** A vertical arrow; a stopped one ends in a cross. */
export function Arrow({ x, top, bottom, way }: PlacedArrow) {
  const middle = (top + bottom) / 2;
  const end = way === 'stopped' ? middle : bottom - 1;
  const start = way === 'both' ? top + HEAD : top + 1;
  return (
    <g className={styles.arrow} data-way={way}>
      <path d={`M${x} ${start}V${way === 'stopped' ? end : end - HEAD}`} />
      {way === 'stopped' ? (
        <path
          d={`M${x - HEAD} ${end - HEAD}l${2 * HEAD} ${2 * HEAD}m0 ${-2 * HEAD}l${-2 * HEAD} ${2 * HEAD}`}
        />
      ) : (
        <path className={styles.head} d={`M${x} ${end}l${-HEAD} ${-HEAD * 1.4}h${2 * HEAD}z`} />
      )}
      {way === 'both' ? (
        <path className={styles.head} d={`M${x} ${top + 1}l${-HEAD} ${HEAD * 1.4}h${2 * HEAD}z`} />
      ) : null}
    </g>
  );
}

/** Text that stands free, beside an arrow. */
export function Label({ x, y, lines }: PlacedLabel) {
  return <Text x={x} y={y} lines={lines} anchor="start" />;
}

interface TextProps {
  readonly x: number;
  readonly y: number;
  readonly lines: readonly Line[];
  readonly anchor: 'start' | 'middle';
}

function Text({ x, y, lines, anchor }: TextProps) {
  const first = y - ((lines.length - 1) * LINE) / 2 + BASELINE;
  return lines.map(({ text, kind, amountLength }, index) => (
    <text
      key={text}
      className={styles.text}
      x={x}
      y={first + index * LINE}
      textAnchor={anchor}
      data-counted={amountLength > 0}
    >
      {amountLength === 0 ? null : (
        <tspan className={styles.amount} data-kind={kind}>
          {text.slice(0, amountLength)}
        </tspan>
      )}
      {text.slice(amountLength)}
    </text>
  ));
}
