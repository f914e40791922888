import {
  type FrozenRegion,
  PAGE_BYTES,
  type RegionName,
  type StoredMachine,
} from '#protocol/frozen-machine';
import type { Manifest, ManifestPieces, ManifestRegion } from './manifest.ts';
import { PageTable, ZERO } from './page-table.ts';
import { roomFor } from './room.ts';

/** Part of a chunk, and where it goes. */
interface Placement {
  readonly to: Uint8Array;
  readonly at: number;
  readonly from: number;
  readonly bytes: number;
}

/**
 * Puts a machine together from its chunks. With `have`, a snapshot that is known where it goes: only pages that lie
 * elsewhere than in that are put in, those that became zero, and modules that it has not got.
 */
export class MachineAssembly {
  readonly #manifest: Manifest;
  readonly #have: Manifest | null;
  readonly #placements = new Map<number, Placement[]>();
  readonly #regions: [string, FrozenRegion][] = [];
  readonly #texts: [string, Uint8Array][] = [];
  readonly #modules: StoredMachine['modules'];

  constructor(manifest: Manifest, have: Manifest | null) {
    this.#manifest = manifest;
    this.#have = have;
    for (const [name, region] of Object.entries(manifest.regions)) {
      // Safe: a checked manifest has no other regions.
      this.#regions.push([name, this.#region(region, have?.regions[name as RegionName])]);
    }
    for (const [name, text] of Object.entries(manifest.texts)) {
      this.#texts.push([name, this.#pieces(text)]);
    }
    const known = new Map(have?.modules.map((module, at) => [digestsOf(have, module), at]));
    this.#modules = manifest.modules.map((module) => {
      const { index, start, stateFlags } = module;
      const code = known.get(digestsOf(manifest, module)) ?? this.#pieces(module);
      return { index, start, stateFlags, code };
    });
  }

  /** The numbers of the chunks it is made of, ascending. */
  get needed(): readonly number[] {
    return [...this.#placements.keys()].sort((a, b) => a - b);
  }

  /** Takes what a chunk holds. */
  take(chunk: number, raw: Uint8Array): void {
    for (const { to, at, from, bytes } of this.#placements.get(chunk) ?? []) {
      to.set(raw.subarray(from, from + bytes), at);
    }
  }

  /** The machine, once all chunks have been taken. */
  finish(): StoredMachine {
    const texts = this.#texts.map(([name, bytes]) => [name, new TextDecoder().decode(bytes)]);
    return {
      id: this.#manifest.id,
      kind: this.#manifest.kind,
      parent: this.#manifest.parent,
      base: this.#have?.id ?? null,
      facts: this.#manifest.facts,
      regions: Object.fromEntries(this.#regions),
      modules: this.#modules,
      texts: Object.fromEntries(texts),
    };
  }

  #region(region: ManifestRegion, have: ManifestRegion | undefined): FrozenRegion {
    const table = new PageTable(region.pageCount, region);
    const known = this.#knownPages(region.pageCount, have);
    const numbers: number[] = [];
    for (let page = 0; page < region.pageCount; page++) {
      const isKnown =
        known.chunk(page) === table.chunk(page) &&
        (table.chunk(page) === ZERO || known.pageInChunk(page) === table.pageInChunk(page));
      if (!isKnown) numbers.push(page);
    }
    const contents = roomFor(numbers.length * PAGE_BYTES);
    numbers.forEach((page, position) => {
      if (table.chunk(page) === ZERO) return;
      this.#place(table.chunk(page), {
        to: contents,
        at: position * PAGE_BYTES,
        from: table.pageInChunk(page) * PAGE_BYTES,
        bytes: PAGE_BYTES,
      });
    });
    return {
      pageCount: region.pageCount,
      pages: { numbers: Uint32Array.from(numbers), contents },
    };
  }

  /** Where pages lie in `have`, by this manifest's numbers of chunks; -2 for chunks that it does not name. */
  #knownPages(pageCount: number, have: ManifestRegion | undefined): PageTable {
    const table = new PageTable(pageCount, have);
    if (this.#have === null) return table;
    const numbers = new Map(this.#manifest.chunks.map(([hash], number) => [hash, number]));
    const renumbered = this.#have.chunks.map(([hash]) => numbers.get(hash) ?? -2);
    for (let page = 0; page < pageCount; page++) {
      const chunk = table.chunk(page);
      if (chunk !== ZERO) table.set(page, renumbered[chunk] ?? -2, table.pageInChunk(page));
    }
    return table;
  }

  #pieces({ bytes, chunks }: ManifestPieces): Uint8Array<ArrayBuffer> {
    const whole = roomFor(bytes);
    let at = 0;
    for (const chunk of chunks) {
      const rawBytes = this.#manifest.chunks[chunk]?.[1] ?? 0;
      this.#place(chunk, { to: whole, at, from: 0, bytes: rawBytes });
      at += rawBytes;
    }
    return whole;
  }

  #place(chunk: number, placement: Placement): void {
    const placements = this.#placements.get(chunk);
    if (placements) placements.push(placement);
    else this.#placements.set(chunk, [placement]);
  }
}

/** Equal for equal bytes only. */
function digestsOf({ chunks }: Manifest, pieces: ManifestPieces): string {
  return pieces.chunks.map((chunk) => chunks[chunk]?.[0]).join();
}
