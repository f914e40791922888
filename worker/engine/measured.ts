import type { MeasuredCounts } from '#protocol/counters';
import type { Meter } from '../meter/meter.ts';
import { ACCESS, accesses, type PortRow } from '../meter/port-counts.ts';
import {
  COUNTED,
  COUNTED_EVENTS,
  type Counted,
  type CountedEvent,
  PIC_CELLS,
  PIC_PORTS,
  VECTOR_CELLS,
} from './counting-cells.ts';
import { deviceOfMemory, deviceOfPort } from './device-names.ts';
import type { V86Cpu } from './v86-parts.ts';

const EXCEPTIONS = 32;
const PAGE_FAULT = 14;
const VECTORS = 256;
const TIMER_LINE = 0;

/** What a meter has counted, as the contract has it. */
export function measuredCounts(meter: Meter, cpu: V86Cpu, instructions: number): MeasuredCounts {
  const counted = (name: Counted) => meter.cells.total(COUNTED.indexOf(name));
  const vectors = Array.from({ length: VECTORS }, (_, vector) => ({
    vector,
    count: meter.cells.total(VECTOR_CELLS + vector),
  }));
  const sum = (from: number, to: number) =>
    vectors.slice(from, to).reduce((total, { count }) => total + count, 0);
  const lines = meter.lines.rows;
  return {
    kind: 'measured',
    instructions,
    userInstructions: counted('user'),
    slices: meter.slices,
    idleNs: meter.idleNs,
    events: {
      ...eventsOf(counted),
      exception: sum(0, EXCEPTIONS),
      pageFault: vectors[PAGE_FAULT]?.count ?? 0,
      interrupt: sum(EXCEPTIONS, VECTORS) + counted('realModeInterrupt'),
    },
    vectors: vectors.filter(({ count }) => count > 0),
    ports: [...meter.ports.rows, ...picRows(meter)]
      .sort((a, b) => a.port - b.port)
      .map((row) => ({ port: row.port, device: deviceOfPort(cpu, row.port), ...accesses(row) })),
    mmio: meter.mmio.rows.map((row) => ({ ...row, device: deviceOfMemory(row.address) })),
    irqs: lines,
    timerTicks: lines.find(({ line }) => line === TIMER_LINE)?.raised ?? 0,
    jitModules: meter.jitModules,
    jitBytes: meter.jitBytes,
    consoleBytes: meter.console.state,
    diskBytes: meter.disk.state,
    networkBytes: meter.network.state,
  };
}

function eventsOf(counted: (name: Counted) => number): Record<CountedEvent, number> {
  // Safe: made of all of them.
  return Object.fromEntries(COUNTED_EVENTS.map((event) => [event, counted(event)])) as Record<
    CountedEvent,
    number
  >;
}

/** The interrupt controllers' ports, which v86 answers inside its wasm; it hands on none of these accesses. */
function picRows({ cells }: Meter): PortRow[] {
  return PIC_PORTS.flatMap((port, index) => {
    const counts = [0, 0, 0, 0, 0, 0];
    counts[ACCESS.read8] = cells.total(PIC_CELLS.reads + index);
    counts[ACCESS.write8] = cells.total(PIC_CELLS.writes + index);
    return counts.some((count) => count > 0) ? [{ port, counts }] : [];
  });
}
