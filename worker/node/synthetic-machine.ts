import { createHash } from 'node:crypto';
import {
  type FrozenMachine,
  type FrozenModule,
  type FrozenRegion,
  PAGE_BYTES,
  type RegionName,
  type StoredMachine,
  type WriterId,
} from '#protocol/frozen-machine';
import type { LineageId } from '#protocol/snapshots';

/** Numbers from 0 to 2^32 - 1 that depend on the seed alone (mulberry32). */
export function seededNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
}

const ZERO_PAGE = Buffer.alloc(PAGE_BYTES);

type Region = (Uint8Array<ArrayBuffer> | null)[];

/** A machine without an emulator: regions of pages that change as a guest's do, some like code, some like noise. */
export class SyntheticMachine {
  readonly regions: Partial<Record<RegionName, Region>> = {};
  plain = 'boot\n$ ';
  /** It has so many. */
  modules = 2;
  #frozenModules = 0;
  readonly #next: () => number;
  #changed: Partial<Record<RegionName, Set<number>>> = {};
  #seconds = 0;

  constructor(seed: number, memoryPages = 1024, usedPages = 300) {
    this.#next = seededNumbers(seed);
    this.regions.memory = Array.from({ length: memoryPages }, () => null);
    this.regions.devices = Array.from({ length: 64 }, () => null);
    this.regions.disk = Array.from({ length: 256 }, () => null);
    for (let page = 0; page < usedPages; page++) this.#write('memory', page + (page >> 5));
    for (let page = 0; page < 8; page++) this.#write('devices', page);
  }

  /** Lets the guest do something: some pages get new content, some become zero. */
  run(pages = 20): void {
    for (let count = 0; count < pages; count++) {
      this.#write('memory', this.#next() % this.#region('memory').length);
      if (count % 4 === 0) this.#write('disk', this.#next() % 32);
      if (count % 5 === 0) this.#clear('memory', this.#next() % 300);
    }
    this.plain += `line ${this.#next()}\n`;
    this.#seconds++;
  }

  /** All of it, or with a base what has changed since the last freeze. */
  freeze(options: Partial<FrozenMachine> = {}): FrozenMachine {
    const base = options.base ?? null;
    const regions: Partial<Record<RegionName, FrozenRegion>> = {};
    for (const name of ['memory', 'devices', 'disk'] as const) {
      const region = this.#region(name);
      const numbers =
        base === null
          ? [...region.keys()].filter((page) => region[page])
          : [...(this.#changed[name] ?? [])].sort((a, b) => a - b);
      const contents = new Uint8Array(numbers.length * PAGE_BYTES);
      numbers.forEach((page, at) => {
        const bytes = region[page];
        if (bytes) contents.set(bytes, at * PAGE_BYTES);
      });
      regions[name] = {
        pageCount: region.length,
        pages: { numbers: Uint32Array.from(numbers), contents },
      };
    }
    this.#changed = {};
    return {
      facts: this.#facts(),
      kind: 'kept',
      name: null,
      parent: base,
      pauseMs: 4.5,
      // Safe: any text names a writer.
      writer: 'writer-1' as WriterId,
      base,
      regions,
      modules: this.#freezeModules(base !== null),
      texts: { plain: this.plain, exact: JSON.stringify({ seconds: this.#seconds }), empty: '' },
      ...options,
    };
  }

  #freezeModules(hasBase: boolean): FrozenModule[] {
    const known = hasBase ? this.#frozenModules : 0;
    this.#frozenModules = this.modules;
    return Array.from({ length: this.modules }, (_, index) => ({
      index,
      start: 4096 * index,
      stateFlags: index,
      code: index < known ? index : codeOf(index),
    }));
  }

  /** What a reading must restore. */
  pages(name: RegionName): Map<number, Uint8Array> {
    const pages = new Map<number, Uint8Array>();
    this.#region(name).forEach((bytes, page) => {
      if (bytes) pages.set(page, bytes);
    });
    return pages;
  }

  #facts(): FrozenMachine['facts'] {
    return {
      machine: {
        image: 'tiny',
        name: 'Tiny Linux',
        memoryMiB: 2,
        seed: 1,
        network: 'none',
        disk: { kind: 'blank', sizeMiB: 1 },
        cd: null,
      },
      // Safe: any text names a lineage.
      lineage: 'lineage-1' as LineageId,
      image: { id: 'tiny', files: { 'tiny/kernel.bin.gzip': 'ab'.repeat(32) } },
      emulator: {
        version: '0.5.462',
        sha256: 'cd'.repeat(32),
        stateVersion: 6,
        sliceInstructions: 100_003,
        exactVersion: 1,
      },
      ram: { firstPage: 16, pageCount: 512 },
      createdAt: Date.UTC(2026, 0, 1) + this.#seconds * 1000,
      guestTimeNs: this.#seconds * 1e9,
      instructions: this.#seconds * 1e8,
      picture: { columns: 80, rows: 24, lines: this.plain.split('\n').slice(-24) },
    };
  }

  #region(name: RegionName): Region {
    return this.regions[name] ?? [];
  }

  #write(name: RegionName, page: number): void {
    const bytes = new Uint8Array(PAGE_BYTES);
    const isNoise = this.#next() % 4 === 0;
    const words = new Uint32Array(bytes.buffer);
    const vocabulary = Array.from({ length: 24 }, () => this.#next());
    for (let at = 0; at < words.length; at++) {
      words[at] = isNoise ? this.#next() : (vocabulary[this.#next() % 24] ?? 0);
    }
    this.#region(name)[page] = bytes;
    this.#note(name, page);
  }

  #clear(name: RegionName, page: number): void {
    this.#region(name)[page] = null;
    this.#note(name, page);
  }

  #note(name: RegionName, page: number): void {
    const changed = this.#changed[name] ?? new Set();
    changed.add(page);
    this.#changed[name] = changed;
  }
}

function codeOf(module: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: 700 + module }, (_, at) => (at * (module + 3)) & 0xff);
}

/** A stored region's pages by number, put over those of what it was read against; zero ones left out. */
export function pagesOf(
  stored: StoredMachine,
  name: RegionName,
  over: ReadonlyMap<number, Uint8Array> = new Map(),
): Map<number, Uint8Array> {
  const pages = new Map(over);
  const { numbers, contents } = stored.regions[name]?.pages ?? {
    numbers: new Uint32Array(),
    contents: new Uint8Array(),
  };
  numbers.forEach((page, at) => {
    const bytes = contents.subarray(at * PAGE_BYTES, (at + 1) * PAGE_BYTES);
    if (!ZERO_PAGE.equals(bytes)) pages.set(page, bytes);
    else pages.delete(page);
  });
  return pages;
}

/** Everything that a machine holds, as one digest. */
export function contentsOf(stored: StoredMachine): string {
  const contents = {
    facts: stored.facts,
    texts: stored.texts,
    modules: stored.modules.map(({ code, ...module }) => [
      module,
      typeof code === 'number' ? code : [...code],
    ]),
    regions: (['memory', 'devices', 'disk'] as const).map((name) => [
      stored.regions[name]?.pageCount,
      digestOf(pagesOf(stored, name)),
    ]),
  };
  return createHash('sha256').update(JSON.stringify(contents)).digest('hex');
}

/** Pages as digests, which compare quickly and in any order of insertion. */
export function digestOf(pages: ReadonlyMap<number, Uint8Array>): string[] {
  return [...pages]
    .sort(([a], [b]) => a - b)
    .map(([page, bytes]) => `${page} ${createHash('sha1').update(bytes).digest('hex')}`);
}
