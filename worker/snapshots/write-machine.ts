import {
  type FrozenMachine,
  type FrozenRegion,
  PAGE_BYTES,
  type RegionName,
} from '#protocol/frozen-machine';
import type { Blake3 } from './blake3.ts';
import { PIECE_BYTES } from './limits.ts';
import type { ChunkRef, MachineContent, ManifestPieces, ManifestRegion } from './manifest.ts';
import { blocksOf } from './page-blocks.ts';
import { PageTable, ZERO } from './page-table.ts';
import type { Progress } from './progress.ts';

/** What became of a chunk that was put. */
export interface PutChunk {
  readonly storedBytes: number;
  /** False: it was there already. */
  readonly isNew: boolean;
}

/** Where chunks go as a machine is written. */
export interface ChunkSink {
  /** Each chunk comes once. Its bytes do not change until `finish` has resolved. */
  put(hash: string, raw: Uint8Array): Promise<void>;
  finish(): Promise<ReadonlyMap<string, PutChunk>>;
}

/** What a machine is written with. */
export interface WritingParts {
  readonly sink: ChunkSink;
  readonly blake3: Blake3;
  readonly progress: Progress;
}

/** Bytes of a machine's pages, by which its writing is told: the rest of it is little. */
export function pageBytes({ regions }: FrozenMachine): number {
  return Object.values(regions).reduce((sum, { pages }) => sum + pages.contents.length, 0);
}

/** A written machine's content, and its bytes in storage. */
export interface WrittenContent {
  readonly content: MachineContent;
  readonly newBytes: number;
  readonly sharedBytes: number;
}

/** Cuts a machine in chunks, puts those that its base does not have, and tells where everything is. */
export async function writeMachine(
  frozen: FrozenMachine,
  base: MachineContent | null,
  parts: WritingParts,
): Promise<WrittenContent> {
  const writer = new Writer(base, parts);
  const tables: [RegionName, PageTable][] = [];
  for (const name of regionNames(frozen)) {
    const region = frozen.regions[name];
    if (region) tables.push([name, await writer.region(region, base?.regions[name])]);
  }
  const texts: [string, ManifestPieces][] = [];
  for (const [name, text] of Object.entries(frozen.texts)) {
    texts.push([name, await writer.pieces(new TextEncoder().encode(text))]);
  }
  const modules = [];
  for (const { code, ...module } of frozen.modules) {
    const pieces = typeof code === 'number' ? piecesOf(base, code) : await writer.pieces(code);
    modules.push({ ...module, ...pieces });
  }
  const used = new UsedChunks(await writer.finish());
  const regions: [RegionName, ManifestRegion][] = tables.map(([name, table]) => [
    name,
    { pageCount: table.pageCount, runs: table.runs(used.number) },
  ]);
  const renumbered = <Pieces extends ManifestPieces>(pieces: Pieces) => ({
    ...pieces,
    chunks: pieces.chunks.map(used.number),
  });
  const content = {
    facts: frozen.facts,
    regions: Object.fromEntries(regions),
    texts: Object.fromEntries(texts.map(([name, pieces]) => [name, renumbered(pieces)])),
    modules: modules.map(renumbered),
  };
  return {
    content: { ...content, chunks: used.refs },
    newBytes: used.newBytes,
    sharedBytes: used.sharedBytes,
  };
}

/** Where a module of the base lies; its chunks have the same numbers here. */
function piecesOf(base: MachineContent | null, module: number): ManifestPieces {
  const pieces = base?.modules[module];
  if (pieces === undefined) throw new RangeError(`The base has no module ${module}.`);
  return { bytes: pieces.bytes, chunks: pieces.chunks };
}

function regionNames({ regions }: FrozenMachine): RegionName[] {
  // Safe: the record has no other keys.
  return Object.keys(regions) as RegionName[];
}

interface WrittenChunk {
  readonly ref: ChunkRef;
  readonly isNew: boolean;
}

/** Numbers chunks as they come: those of the base first, then new ones; equal ones have one number. */
class Writer {
  readonly #base: readonly ChunkRef[];
  readonly #parts: WritingParts;
  readonly #numbers = new Map<string, number>();
  readonly #added: (readonly [hash: string, rawBytes: number])[] = [];

  constructor(base: MachineContent | null, parts: WritingParts) {
    this.#base = base?.chunks ?? [];
    this.#parts = parts;
    this.#base.forEach(([hash], number) => {
      this.#numbers.set(hash, number);
    });
  }

  async region(region: FrozenRegion, base: ManifestRegion | undefined): Promise<PageTable> {
    const table = new PageTable(region.pageCount, base);
    for (const { zero, stored, bytes } of blocksOf(region)) {
      for (const page of zero) table.set(page, ZERO, 0);
      if (stored.length > 0) {
        const chunk = await this.#put(bytes);
        stored.forEach((page, pageInChunk) => {
          table.set(page, chunk, pageInChunk);
        });
      }
      await this.#parts.progress.advance((zero.length + stored.length) * PAGE_BYTES);
    }
    return table;
  }

  async pieces(bytes: Uint8Array): Promise<ManifestPieces> {
    const chunks: number[] = [];
    for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
      chunks.push(await this.#put(bytes.subarray(at, at + PIECE_BYTES)));
    }
    return { bytes: bytes.length, chunks };
  }

  async #put(raw: Uint8Array): Promise<number> {
    const { sink, blake3 } = this.#parts;
    const hash = blake3(raw);
    const known = this.#numbers.get(hash);
    if (known !== undefined) return known;
    const number = this.#base.length + this.#added.length;
    this.#numbers.set(hash, number);
    this.#added.push([hash, raw.length]);
    await sink.put(hash, raw);
    return number;
  }

  async finish(): Promise<WrittenChunk[]> {
    const put = await this.#parts.sink.finish();
    const added = this.#added.map(([hash, rawBytes]): WrittenChunk => {
      const { storedBytes, isNew } = put.get(hash) ?? { storedBytes: 0, isNew: false };
      return { ref: [hash, rawBytes, storedBytes], isNew };
    });
    return [...this.#base.map((ref) => ({ ref, isNew: false })), ...added];
  }
}

/** Gives the chunks that are used new numbers, in the order of their first use. */
class UsedChunks {
  readonly refs: ChunkRef[] = [];
  newBytes = 0;
  sharedBytes = 0;
  readonly #written: readonly WrittenChunk[];
  readonly #numbers = new Map<number, number>();

  constructor(written: readonly WrittenChunk[]) {
    this.#written = written;
  }

  readonly number = (written: number): number => {
    const known = this.#numbers.get(written);
    if (known !== undefined) return known;
    const chunk = this.#written[written];
    if (chunk === undefined) throw new RangeError(`No chunk ${written} was written.`);
    const number = this.refs.push(chunk.ref) - 1;
    this.#numbers.set(written, number);
    if (chunk.isNew) this.newBytes += chunk.ref[2];
    else this.sharedBytes += chunk.ref[2];
    return number;
  };
}
