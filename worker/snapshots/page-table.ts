import type { ManifestRegion } from './manifest.ts';

/** No chunk: the page is zero. */
export const ZERO = -1;

/** For every page of a region the chunk that holds it, and where in it. */
export class PageTable {
  readonly pageCount: number;
  readonly #chunks: Int32Array;
  readonly #pages: Uint8Array;

  /** A table of zero pages, or with the first pages of a region. */
  constructor(pageCount: number, region?: ManifestRegion) {
    this.pageCount = pageCount;
    this.#chunks = new Int32Array(pageCount).fill(ZERO);
    this.#pages = new Uint8Array(pageCount);
    if (region === undefined) return;
    for (const [first, count, chunk, pageInChunk] of runsOf(region)) {
      const end = Math.min(first + count, pageCount);
      for (let page = first; page < end; page++) this.set(page, chunk, pageInChunk + page - first);
    }
  }

  /** The index of the chunk that holds a page, or `ZERO`; `ZERO` beyond the end, too. */
  chunk(page: number): number {
    return this.#chunks[page] ?? ZERO;
  }

  pageInChunk(page: number): number {
    return this.#pages[page] ?? 0;
  }

  set(page: number, chunk: number, pageInChunk: number): void {
    this.#chunks[page] = chunk;
    this.#pages[page] = pageInChunk;
  }

  /** The table as runs, chunks renumbered. */
  runs(renumber: (chunk: number) => number): number[] {
    const runs: number[] = [];
    for (let page = 0; page < this.pageCount; page++) {
      const chunk = this.chunk(page);
      if (chunk === ZERO) continue;
      const first = page;
      while (this.#continues(page, chunk)) page++;
      runs.push(first, page - first + 1, renumber(chunk), this.pageInChunk(first));
    }
    return runs;
  }

  #continues(page: number, chunk: number): boolean {
    const next = page + 1;
    return this.chunk(next) === chunk && this.pageInChunk(next) === this.pageInChunk(page) + 1;
  }
}

type Run = readonly [first: number, count: number, chunk: number, pageInChunk: number];

/** A region's runs, one by one. */
export function* runsOf({ runs }: ManifestRegion): Generator<Run> {
  for (let at = 0; at < runs.length; at += 4) {
    yield [runs[at] ?? 0, runs[at + 1] ?? 0, runs[at + 2] ?? 0, runs[at + 3] ?? 0];
  }
}
