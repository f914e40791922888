import { diffArrays } from 'diff';
import { PAGE_BYTES } from '#protocol/frozen-machine';
import type { Comparison, SnapshotId } from '#protocol/snapshots';
import type { MachineStore } from './machine-store.ts';
import type { Manifest, ManifestRegion } from './manifest.ts';
import { PageTable, ZERO } from './page-table.ts';
import { roomFor } from './room.ts';

/** Pages that are compared byte by byte at a time. */
const BATCH_PAGES = 256;

const DIFF_TIMEOUT_MS = 2000;
const ZERO_PAGE = new Uint8Array(PAGE_BYTES);

/** Some pages of a region, numbered from 0. */
interface PageRange {
  readonly manifest: Manifest;
  readonly region: ManifestRegion | undefined;
  readonly firstPage: number;
  readonly pageCount: number;
}

interface Difference {
  readonly pages: number;
  readonly bytes: number;
}

/** What differs between two snapshots: guest RAM, disk, console. */
export async function compareSnapshots(
  machines: MachineStore,
  ids: readonly [a: SnapshotId, b: SnapshotId],
): Promise<Comparison> {
  const [a, b] = await Promise.all(ids.map((id) => machines.records.manifest(id)));
  if (a === undefined || b === undefined) throw new RangeError('Two snapshots are compared.');
  const memory = await differences(machines, ramOf(a), ramOf(b));
  const disk = await differences(machines, diskOf(a), diskOf(b));
  return {
    memoryPages: memory.pages,
    memoryBytes: memory.bytes,
    diskPages: disk.pages,
    diskBytes: disk.bytes,
    console: consoleDifference(await consoleLines(machines, a), await consoleLines(machines, b)),
  };
}

/** Lines that only one of two texts has. */
export function consoleDifference(a: readonly string[], b: readonly string[]): string[] {
  const changes = diffArrays([...a], [...b], { timeout: DIFF_TIMEOUT_MS });
  if (changes === undefined)
    return [...a.map((line) => `-${line}`), ...b.map((line) => `+${line}`)];
  return changes.flatMap(({ added, removed, value }) => {
    if (!added && !removed) return [];
    return value.map((line) => `${added ? '+' : '-'}${line}`);
  });
}

function ramOf(manifest: Manifest): PageRange {
  return { manifest, region: manifest.regions.memory, ...manifest.facts.ram };
}

function diskOf(manifest: Manifest): PageRange {
  const region = manifest.regions.disk;
  return { manifest, region, firstPage: 0, pageCount: region?.pageCount ?? 0 };
}

async function differences(
  machines: MachineStore,
  a: PageRange,
  b: PageRange,
): Promise<Difference> {
  const pagesOfA = new StoredPages(machines, a);
  const pagesOfB = new StoredPages(machines, b);
  let pages = 0;
  let bytes = 0;
  let batch: number[] = [];
  const flush = async () => {
    const [left, right] = await Promise.all([pagesOfA.read(batch), pagesOfB.read(batch)]);
    for (const page of batch) {
      const count = differingBytes(left.get(page) ?? ZERO_PAGE, right.get(page) ?? ZERO_PAGE);
      bytes += count;
      if (count > 0) pages++;
    }
    batch = [];
  };
  for (let page = 0; page < Math.max(a.pageCount, b.pageCount); page++) {
    if (pagesOfA.place(page) === pagesOfB.place(page)) continue;
    batch.push(page);
    if (batch.length === BATCH_PAGES) await flush();
  }
  await flush();
  return { pages, bytes };
}

function differingBytes(a: Uint8Array, b: Uint8Array): number {
  let count = 0;
  for (let at = 0; at < PAGE_BYTES; at++) if (a[at] !== b[at]) count++;
  return count;
}

class StoredPages {
  readonly #machines: MachineStore;
  readonly #range: PageRange;
  readonly #table: PageTable;

  constructor(machines: MachineStore, range: PageRange) {
    this.#machines = machines;
    this.#range = range;
    this.#table = new PageTable(range.region?.pageCount ?? 0, range.region);
  }

  /** Where a page's bytes are; pages with equal places are equal. */
  place(page: number): string | null {
    const chunk = this.#chunk(page);
    if (chunk === ZERO) return null;
    const hash = this.#range.manifest.chunks[chunk]?.[0];
    return `${hash} ${this.#table.pageInChunk(this.#range.firstPage + page)}`;
  }

  /** The bytes of pages that are not zero. */
  async read(pages: readonly number[]): Promise<Map<number, Uint8Array>> {
    const { manifest } = this.#range;
    const wanted = new Map<number, number[]>();
    for (const page of pages) {
      const chunk = this.#chunk(page);
      if (chunk !== ZERO) wanted.set(chunk, [...(wanted.get(chunk) ?? []), page]);
    }
    const groups = [...wanted];
    const refs = groups.flatMap(([chunk]) => manifest.chunks.slice(chunk, chunk + 1));
    const contents = new Map<number, Uint8Array>();
    let position = 0;
    const label = await this.#machines.records.label(manifest.id);
    for await (const raw of this.#machines.chunks.each(refs, label)) {
      for (const page of groups[position++]?.[1] ?? []) {
        const at = this.#table.pageInChunk(this.#range.firstPage + page) * PAGE_BYTES;
        contents.set(page, raw.slice(at, at + PAGE_BYTES));
      }
    }
    return contents;
  }

  #chunk(page: number): number {
    return page < this.#range.pageCount ? this.#table.chunk(this.#range.firstPage + page) : ZERO;
  }
}

/** The console's plain text where the machine gave one, else what was to be seen of it. */
async function consoleLines(machines: MachineStore, manifest: Manifest): Promise<string[]> {
  const plain = manifest.texts['plain'];
  if (plain === undefined) return [...manifest.facts.picture.lines];
  const bytes = roomFor(plain.bytes);
  const refs = plain.chunks.flatMap((chunk) => manifest.chunks.slice(chunk, chunk + 1));
  let at = 0;
  const label = await machines.records.label(manifest.id);
  for await (const raw of machines.chunks.each(refs, label)) {
    bytes.set(raw, at);
    at += raw.length;
  }
  return new TextDecoder().decode(bytes).split('\n');
}
