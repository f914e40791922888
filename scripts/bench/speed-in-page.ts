import type { Snowglobe } from '#protocol/snowglobe';
import type { Stock } from './stock/stock.ts';

/** `globalThis.speed`: how fast the page's first machine is, stock v86's or ours. */
export interface Speed {
  /** Instructions a millisecond, over so long. */
  average(forMs: number): Promise<number>;
  /** Instructions a millisecond while `work` is done, again and again for at least so long. */
  during(forMs: number, work: () => Promise<unknown>): Promise<number>;
  /** Resolves to the milliseconds from `startMs` to the beginning of the first 100 ms in which it is so fast. */
  reaches(perMs: number, startMs: number): Promise<number>;
}

declare global {
  var speed: Speed;
}

interface Reading {
  readonly instructions: number;
  readonly atMs: number;
}

/** Runs in the page. */
export function speedInPage(): Speed {
  const MOMENT_MS = 100;
  const LIMIT_MS = 30_000;
  const page: { readonly stock?: Stock; readonly snowglobe?: Snowglobe } = globalThis;

  const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

  /** The count and its instant are of one place: the thread that the machine runs on. */
  const read = async (): Promise<Reading> => {
    if (page.stock) return { instructions: page.stock.instructions(), atMs: performance.now() };
    const machine = page.snowglobe?.machines()[0];
    if (!machine) throw new Error('There is no machine.');
    const { instructions, wallTimeMs } = await machine.counters();
    return { instructions, atMs: wallTimeMs };
  };

  const between = (before: Reading, after: Reading): number => {
    const executed = after.instructions - before.instructions;
    // Stock's counter wraps.
    return (executed < 0 ? executed + 2 ** 32 : executed) / (after.atMs - before.atMs);
  };

  return {
    average: async (forMs) => {
      const before = await read();
      await wait(forMs);
      return between(before, await read());
    },
    during: async (forMs, work) => {
      const before = await read();
      const start = performance.now();
      do await work();
      while (performance.now() - start < forMs);
      return between(before, await read());
    },
    reaches: async (perMs, startMs) => {
      const readings: (Reading & { readonly ms: number })[] = [];
      for (;;) {
        const now = { ...(await read()), ms: performance.now() - startMs };
        const before = readings.findLast(({ atMs }) => now.atMs - atMs >= MOMENT_MS);
        if (before && between(before, now) >= perMs) return before.ms;
        if (now.ms > LIMIT_MS)
          throw new Error(`The machine does not reach ${perMs} instructions a millisecond again.`);
        readings.push(now);
        await wait(10);
      }
    },
  };
}
