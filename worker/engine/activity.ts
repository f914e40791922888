import { type Meter, type MeterState, NOTHING_COUNTED } from '../meter/meter.ts';
import {
  COUNT_NAMES,
  FIRST_DEVICE_VECTOR,
  PIC_CELLS,
  PIC_PORTS,
  placeOf,
  VECTOR_CELLS,
  VECTORS,
} from './counting-cells.ts';
import type { EngineState } from './frozen-engine.ts';

/** The line of the timer chip. */
export const TIMER_LINE = 0;

/** What a guest has had to do with its devices since power-on: sums of what `MeasuredCounts` has. */
export interface Activity {
  /** Port I/O and MMIO. */
  readonly deviceAccesses: number;
  /** Interrupts of devices that the processor has taken. */
  readonly interrupts: number;
  readonly timerTicks: number;
}

/** Of a meter whose cells were just folded; cheap enough for each slice. */
export function activityOf({ cells, ports, mmio, lines }: Meter): Activity {
  return {
    deviceAccesses: ports.total + mmio.total + picAccesses((cell) => cells.total(cell)),
    interrupts: interrupts((cell) => cells.total(cell)),
    timerTicks: lines.raised(TIMER_LINE),
  };
}

const known = new WeakMap<EngineState, Activity>();

/** At an instant that is kept. */
export function activityThen(state: EngineState): Activity {
  const activity = known.get(state) ?? activityIn(state.meter ?? NOTHING_COUNTED);
  known.set(state, activity);
  return activity;
}

/** Of what a meter was. */
export function activityIn({ cells, ports, mmio, lines }: MeterState): Activity {
  const total = (cell: number) => cells[COUNT_NAMES[cell] ?? ''] ?? 0;
  const byPort = ports.reduce(
    (sum, { counts }) => counts.reduce((all, count) => all + count, sum),
    0,
  );
  const byMemory = mmio.reduce((sum, { reads, writes }) => sum + reads + writes, 0);
  return {
    deviceAccesses: byPort + byMemory + picAccesses(total),
    interrupts: interrupts(total),
    timerTicks: lines.find(({ line }) => line === TIMER_LINE)?.raised ?? 0,
  };
}

function picAccesses(total: (cell: number) => number): number {
  let sum = 0;
  for (let port = 0; port < PIC_PORTS.length; port++) {
    sum += total(PIC_CELLS.reads + port) + total(PIC_CELLS.writes + port);
  }
  return sum;
}

function interrupts(total: (cell: number) => number): number {
  let sum = total(placeOf('realModeInterrupt'));
  for (let vector = FIRST_DEVICE_VECTOR; vector < VECTORS; vector++) {
    sum += total(VECTOR_CELLS + vector);
  }
  return sum;
}
