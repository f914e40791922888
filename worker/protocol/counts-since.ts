import type {
  AccessCount,
  CpuEvent,
  IrqCount,
  MeasuredCounts,
  MmioCount,
  PortCount,
  Traffic,
  VectorCount,
} from './counters.ts';

/** What was counted between two readings of one machine, the later one first. */
export function countsSince(now: MeasuredCounts, before: MeasuredCounts): MeasuredCounts {
  return {
    kind: 'measured',
    instructions: now.instructions - before.instructions,
    userInstructions: now.userInstructions - before.userInstructions,
    slices: now.slices - before.slices,
    idleNs: now.idleNs - before.idleNs,
    events: eventsSince(now.events, before.events),
    vectors: rowsSince(now.vectors, before.vectors, vectorKey, vectorSince),
    ports: rowsSince(now.ports, before.ports, portKey, portSince),
    mmio: rowsSince(now.mmio, before.mmio, mmioKey, mmioSince),
    irqs: rowsSince(now.irqs, before.irqs, irqKey, irqSince),
    timerTicks: now.timerTicks - before.timerTicks,
    jitModules: now.jitModules - before.jitModules,
    jitBytes: now.jitBytes - before.jitBytes,
    consoleBytes: trafficSince(now.consoleBytes, before.consoleBytes),
    diskBytes: trafficSince(now.diskBytes, before.diskBytes),
    networkBytes: trafficSince(now.networkBytes, before.networkBytes),
  };
}

/** All accesses to devices: ports and device memory, reads and writes. */
export function deviceAccesses({ ports, mmio }: MeasuredCounts): number {
  const byPort = ports.reduce((sum, { reads, writes }) => sum + widths(reads) + widths(writes), 0);
  return mmio.reduce((sum, { reads, writes }) => sum + reads + writes, byPort);
}

/** Accesses of all widths. */
export function widths({ bits8, bits16, bits32 }: AccessCount): number {
  return bits8 + bits16 + bits32;
}

function eventsSince(
  now: Readonly<Record<CpuEvent, number>>,
  before: Readonly<Record<CpuEvent, number>>,
): Record<CpuEvent, number> {
  const since = { ...now };
  // Safe: the keys of a record of events are events.
  for (const event of Object.keys(now) as CpuEvent[]) since[event] -= before[event];
  return since;
}

/** Rows of which something was counted; one that is new has everything. */
function rowsSince<Row>(
  now: readonly Row[],
  before: readonly Row[],
  keyOf: (row: Row) => string | number,
  since: (row: Row, before: Row) => Row | null,
): Row[] {
  const known = new Map(before.map((row) => [keyOf(row), row]));
  return now.flatMap((row) => {
    const older = known.get(keyOf(row));
    const difference = older === undefined ? row : since(row, older);
    return difference === null ? [] : [difference];
  });
}

const vectorKey = ({ vector }: VectorCount) => vector;
const portKey = ({ port }: PortCount) => port;
const mmioKey = ({ address }: MmioCount) => address;
const irqKey = ({ line, device }: IrqCount) => `${line} ${device}`;

function vectorSince(row: VectorCount, before: VectorCount): VectorCount | null {
  const count = row.count - before.count;
  return count === 0 ? null : { ...row, count };
}

function irqSince(row: IrqCount, before: IrqCount): IrqCount | null {
  const raised = row.raised - before.raised;
  return raised === 0 ? null : { ...row, raised };
}

function mmioSince(row: MmioCount, before: MmioCount): MmioCount | null {
  const reads = row.reads - before.reads;
  const writes = row.writes - before.writes;
  return reads + writes === 0 ? null : { ...row, reads, writes };
}

function portSince(row: PortCount, before: PortCount): PortCount | null {
  const reads = accessSince(row.reads, before.reads);
  const writes = accessSince(row.writes, before.writes);
  return widths(reads) + widths(writes) === 0 ? null : { ...row, reads, writes };
}

function accessSince(now: AccessCount, before: AccessCount): AccessCount {
  return {
    bits8: now.bits8 - before.bits8,
    bits16: now.bits16 - before.bits16,
    bits32: now.bits32 - before.bits32,
  };
}

function trafficSince(now: Traffic, before: Traffic): Traffic {
  return { in: now.in - before.in, out: now.out - before.out };
}
