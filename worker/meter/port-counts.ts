import type { AccessCount } from '#protocol/counters';

const PORTS = 2 ** 16;

/** How a port is accessed, as places in a row. */
export const ACCESS = {
  read8: 0,
  read16: 1,
  read32: 2,
  write8: 3,
  write16: 4,
  write32: 5,
} as const;
export type Access = (typeof ACCESS)[keyof typeof ACCESS];

export const ACCESSES = Object.keys(ACCESS).length;

/** Accesses of one port, by the places of `ACCESS`. */
export interface PortRow {
  readonly port: number;
  readonly counts: readonly number[];
}

/** Accesses to I/O ports, by port, direction and width. */
export class PortCounts {
  #ports: (Float64Array | undefined)[] = new Array(PORTS);
  readonly #used = new Set<number>();

  count(port: number, access: Access): void {
    const counts = this.#ports[port] ?? this.#add(port);
    counts[access] = (counts[access] ?? 0) + 1;
  }

  /** Ports that were accessed, in order. */
  get rows(): PortRow[] {
    return [...this.#used]
      .sort((a, b) => a - b)
      .map((port) => ({ port, counts: [...(this.#ports[port] ?? [])] }));
  }

  /** Accesses to all of them. */
  get total(): number {
    let sum = 0;
    for (const port of this.#used) {
      for (const count of this.#ports[port] ?? []) sum += count;
    }
    return sum;
  }

  restore(rows: readonly PortRow[]): void {
    this.#ports = new Array(PORTS);
    this.#used.clear();
    for (const { port, counts } of rows) this.#add(port).set(counts);
  }

  #add(port: number): Float64Array {
    const counts = new Float64Array(ACCESSES);
    this.#ports[port] = counts;
    this.#used.add(port);
    return counts;
  }
}

/** A row's counts as the contract has them. */
export function accesses({ counts }: PortRow): { reads: AccessCount; writes: AccessCount } {
  const at = (access: Access) => counts[access] ?? 0;
  return {
    reads: { bits8: at(ACCESS.read8), bits16: at(ACCESS.read16), bits32: at(ACCESS.read32) },
    writes: { bits8: at(ACCESS.write8), bits16: at(ACCESS.write16), bits32: at(ACCESS.write32) },
  };
}
