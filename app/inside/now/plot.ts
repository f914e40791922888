import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { rateText } from '../numbers.ts';

/** What is drawn, and in which colour. */
export interface PlotSpec {
  /** The token of the line's colour, as `--series-events`. */
  readonly colour: string;
  /** The upper end of the scale; null: as far as the values go. */
  readonly most: number | null;
  /** The pointer is over a value, by its place; null: over none. */
  readonly handlePoint: (index: number | null) => void;
}

const SPAN_SECONDS = 60;
const HEIGHT_EM = 6.5;
const AXIS_EM = 4;

/** One line over the last minute, in the colours that were in force when it was made. */
export class Plot {
  readonly #chart: uPlot;
  readonly #sizes: ResizeObserver;

  constructor(host: HTMLElement, spec: PlotSpec) {
    const em = Number.parseFloat(getComputedStyle(host).fontSize);
    const height = HEIGHT_EM * em;
    this.#chart = new uPlot(options(host, spec, em, height), [[], []], host);
    this.#sizes = new ResizeObserver(() =>
      this.#chart.setSize({ width: host.clientWidth, height }),
    );
    this.#sizes.observe(host);
  }

  show(seconds: readonly number[], values: readonly (number | null)[]): void {
    this.#chart.setData([[...seconds], [...values]]);
  }

  dispose(): void {
    this.#sizes.disconnect();
    this.#chart.destroy();
  }
}

function options(host: HTMLElement, spec: PlotSpec, em: number, height: number): uPlot.Options {
  const style = getComputedStyle(host);
  const token = (name: string): string => style.getPropertyValue(name).trim();
  const axis: uPlot.Axis = {
    stroke: token('--text-dim'),
    font: `${em}px ${style.fontFamily}`,
    grid: { stroke: token('--line'), width: 1 },
    ticks: { show: false },
  };
  const most = spec.most;
  return {
    width: host.clientWidth,
    height,
    padding: [em / 2, 1.5 * em, 0, 0],
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, sync: { key: 'inside' } },
    hooks: { setCursor: [({ cursor }) => spec.handlePoint(cursor.idx ?? null)] },
    scales: {
      x: { time: false, range: [-SPAN_SECONDS, 0] },
      y: { range: (_chart, _least, greatest) => [0, most ?? roomFor(greatest)] },
    },
    axes: [
      { ...axis, size: 1.7 * em, space: 5 * em, values: (_chart, marks) => marks.map(secondsText) },
      {
        ...axis,
        size: AXIS_EM * em,
        space: 2 * em,
        values: (_chart, marks) => marks.map(rateText),
      },
    ],
    series: [
      {},
      {
        stroke: token(spec.colour),
        fill: `color-mix(in srgb, ${token(spec.colour)} 16%, transparent)`,
        width: 1.5,
        points: { show: false },
      },
    ],
  };
}

/** Without values, or with nothing but zeros, there is a scale, too. */
function roomFor(greatest: number | null): number {
  return greatest === null || greatest <= 0 ? 1 : greatest * 1.1;
}

function secondsText(seconds: number): string {
  return seconds === 0 ? 'now' : `−${-seconds} s`;
}
