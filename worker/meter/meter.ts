import type { Traffic } from '#protocol/counters';
import { FoldedCounts } from './folded-counts.ts';
import { LineCounts, type LineRow } from './line-counts.ts';
import { MmioCounts, type MmioRow } from './mmio-counts.ts';
import { PortCounts, type PortRow } from './port-counts.ts';

/** All that a meter has counted, as plain data. */
export interface MeterState {
  /** What the instrumented processor counts, by name (`worker/engine/counting-cells.ts`); what is not there is zero. */
  readonly cells: Readonly<Record<string, number>>;
  readonly ports: readonly PortRow[];
  readonly mmio: readonly MmioRow[];
  readonly lines: readonly LineRow[];
  /** Lines that are high. */
  readonly high: readonly { readonly line: number; readonly device: string }[];
  readonly slices: number;
  readonly idleNs: number;
  readonly jitModules: number;
  readonly jitBytes: number;
  readonly console: Traffic;
  readonly disk: Traffic;
  readonly network: Traffic;
}

/** Before anything was counted. */
export const NOTHING_COUNTED: MeterState = {
  cells: {},
  ports: [],
  mmio: [],
  lines: [],
  high: [],
  slices: 0,
  idleNs: 0,
  jitModules: 0,
  jitBytes: 0,
  console: { in: 0, out: 0 },
  disk: { in: 0, out: 0 },
  network: { in: 0, out: 0 },
};

/** Bytes to the guest and from it. */
class Bytes {
  in = 0;
  out = 0;

  get state(): Traffic {
    return { in: this.in, out: this.out };
  }

  restore({ in: received, out }: Traffic): void {
    this.in = received;
    this.out = out;
  }
}

/** Counts what one guest does, from power-on on. It is told; it asks nothing. */
export class Meter {
  readonly cells: FoldedCounts;
  readonly ports = new PortCounts();
  readonly mmio = new MmioCounts();
  readonly lines = new LineCounts();
  readonly console = new Bytes();
  readonly disk = new Bytes();
  readonly network = new Bytes();
  slices = 0;
  idleNs = 0;
  jitModules = 0;
  jitBytes = 0;

  /** @param cells the names of the processor's counters, in their order. */
  constructor(cells: readonly string[]) {
    this.cells = new FoldedCounts(cells);
  }

  /** A slice begins, after guest time in which the processor was halted. */
  observeSlice(haltedNs: number): void {
    this.slices++;
    this.idleNs += haltedNs;
  }

  /** Legal when the cells were just folded. */
  get state(): MeterState {
    return {
      cells: this.cells.totals,
      ports: this.ports.rows,
      mmio: this.mmio.rows,
      lines: this.lines.rows,
      high: this.lines.high,
      slices: this.slices,
      idleNs: this.idleNs,
      jitModules: this.jitModules,
      jitBytes: this.jitBytes,
      console: this.console.state,
      disk: this.disk.state,
      network: this.network.state,
    };
  }

  /** Goes on from what another has counted; the processor's counters stand as they are given. */
  restore(state: MeterState, counters: Uint32Array): void {
    this.cells.restore(state.cells, counters);
    this.ports.restore(state.ports);
    this.mmio.restore(state.mmio);
    this.lines.restore(state.lines, state.high);
    this.slices = state.slices;
    this.idleNs = state.idleNs;
    this.jitModules = state.jitModules;
    this.jitBytes = state.jitBytes;
    this.console.restore(state.console);
    this.disk.restore(state.disk);
    this.network.restore(state.network);
  }
}
