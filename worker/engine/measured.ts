import type { MeasuredCounts } from '#protocol/counters';
import type { Meter } from '../meter/meter.ts';
import { ACCESS, accesses, type PortRow } from '../meter/port-counts.ts';
import { TIMER_LINE } from './activity.ts';
import {
  COUNTED_EVENTS,
  type Counted,
  type CountedEvent,
  FIRST_DEVICE_VECTOR,
  PIC_CELLS,
  PIC_PORTS,
  placeOf,
  VECTOR_CELLS,
  VECTORS,
} from './counting-cells.ts';
import { deviceOfMemory, deviceOfPort } from './device-names.ts';
import type { V86Cpu } from './v86-parts.ts';

const PAGE_FAULT = 14;

/** What a meter has counted, as the contract has it. */
export function measuredCounts(meter: Meter, cpu: V86Cpu, instructions: number): MeasuredCounts {
  const counted = (name: Counted) => meter.cells.total(placeOf(name));
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
      exception: sum(0, FIRST_DEVICE_VECTOR),
      pageFault: vectors[PAGE_FAULT]?.count ?? 0,
      interrupt: sum(FIRST_DEVICE_VECTOR, VECTORS) + counted('realModeInterrupt'),
    },
    vectors: vectors.filter(({ count }) => count > 0),
    ports: portRows(meter).map((row) => ({
      port: row.port,
      device: deviceOfPort(cpu, row.port),
      ...accesses(row),
    })),
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

/**
 * Accesses to all ports, in order. Those of 8 bits to the interrupt controllers v86 answers inside its wasm; wider ones it
 * hands on, as it does those to any port.
 */
function portRows({ ports, cells }: Meter): PortRow[] {
  const rows = new Map(ports.rows.map(({ port, counts }) => [port, [...counts]]));
  for (const [index, port] of PIC_PORTS.entries()) {
    const reads = cells.total(PIC_CELLS.reads + index);
    const writes = cells.total(PIC_CELLS.writes + index);
    if (reads + writes === 0) continue;
    const counts = rows.get(port) ?? [0, 0, 0, 0, 0, 0];
    counts[ACCESS.read8] = (counts[ACCESS.read8] ?? 0) + reads;
    counts[ACCESS.write8] = (counts[ACCESS.write8] ?? 0) + writes;
    rows.set(port, counts);
  }
  return [...rows].map(([port, counts]) => ({ port, counts })).sort((a, b) => a.port - b.port);
}
