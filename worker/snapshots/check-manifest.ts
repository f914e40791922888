import { PAGE_BYTES, type RegionName } from '#protocol/frozen-machine';
import type { FrozenConfig } from '#protocol/snapshots';
import { checkFacts } from './check-facts.ts';
import { CHUNK_PAGES, MAXIMUM, MAXIMUM_PAGES, MAXIMUM_TIME_MS, PIECE_BYTES } from './limits.ts';
import type { ChunkRef, Manifest } from './manifest.ts';
import { amount, digest, id, list, name, oneOf, record, Wrong, whole } from './shapes.ts';

const MIB = 2 ** 20;
const WORD = 0xffff_ffff;
const RUN_NUMBERS = 4;

/** Checks all of a manifest, which may come from anywhere; throws `Wrong`. */
export function checkManifest(value: unknown): Manifest {
  const manifest = record(value, 'it');
  id(manifest['id'], 'its id');
  oneOf(manifest['kind'], 'its kind', ['kept', 'auto', 'baked', 'replay']);
  name(manifest['name'], 'its name', MAXIMUM.nameLength);
  for (const relative of ['parent', 'base'] as const) {
    if (manifest[relative] !== null) id(manifest[relative], `its ${relative}`);
  }
  amount(manifest['pauseMs'], 'its pause', MAXIMUM_TIME_MS);
  whole(manifest['newBytes'], 'its size', 0, Number.MAX_SAFE_INTEGER);
  whole(manifest['sharedBytes'], 'its size', 0, Number.MAX_SAFE_INTEGER);
  const facts = checkFacts(manifest['facts']);
  const chunks = list(manifest['chunks'], 'the list of chunks', MAXIMUM.chunks).map(checkChunk);
  const regions = record(manifest['regions'], 'the list of regions');
  for (const [name, region] of Object.entries(regions)) {
    checkRegion(name, record(region, name), chunks);
  }
  checkMedia(facts.machine, regions);
  for (const needed of ['memory', 'devices'] as const) {
    if (!Object.hasOwn(regions, needed)) throw new Wrong(`${needed} is missing`);
  }
  const { firstPage, pageCount } = facts.ram;
  const { pageCount: memoryPages } = record(regions['memory'], 'memory');
  whole(firstPage + pageCount, 'end of RAM', 0, whole(memoryPages, 'memory', 0, WORD));
  checkTexts(record(manifest['texts'], 'the list of texts'), chunks);
  checkModules(list(manifest['modules'], 'the list of modules', MAXIMUM.modules), chunks);
  // Safe: every member was checked above.
  return manifest as unknown as Manifest;
}

function checkChunk(value: unknown): ChunkRef {
  const [hash, rawBytes, storedBytes] = list(value, 'a chunk', 3);
  return [
    digest(hash, "a chunk's name"),
    whole(rawBytes, "a chunk's size", 1, PIECE_BYTES),
    whole(storedBytes, "a chunk's size in storage", 0, PIECE_BYTES + 1),
  ];
}

function checkRegion(
  name: string,
  region: Record<string, unknown>,
  chunks: readonly ChunkRef[],
): void {
  const known = oneOf(name, 'a region', Object.keys(MAXIMUM_PAGES) as RegionName[]); // the record's own keys
  const pageCount = whole(region['pageCount'], `the size of ${name}`, 0, MAXIMUM_PAGES[known]);
  const runs = list(region['runs'], `the runs of ${name}`, pageCount * RUN_NUMBERS);
  if (runs.length % RUN_NUMBERS !== 0) throw new Wrong(`the runs of ${name} are cut off`);
  let next = 0;
  for (let at = 0; at < runs.length; at += RUN_NUMBERS) {
    const first = whole(runs[at], `a run's first page in ${name}`, next, pageCount - 1);
    const count = whole(runs[at + 1], `a run's length in ${name}`, 1, pageCount - first);
    const chunk = chunkAt(runs[at + 2], chunks);
    const pages = chunk[1] / PAGE_BYTES;
    whole(pages, `pages of a chunk of ${name}`, 1, CHUNK_PAGES);
    const inChunk = whole(runs[at + 3], `a page within a chunk of ${name}`, 0, pages - 1);
    whole(inChunk + count, `end of a run of ${name} in its chunk`, 1, pages);
    next = first + count;
  }
}

/** A region of a disk or CD has no more pages than the machine's has. */
function checkMedia({ disk, cd }: FrozenConfig, regions: Record<string, unknown>): void {
  const diskBytes = disk?.kind === 'blank' ? disk.sizeMiB * MIB : (disk?.bytes ?? 0);
  for (const [name, bytes] of [['disk', diskBytes] as const, ['cd', cd?.bytes ?? 0] as const]) {
    if (!Object.hasOwn(regions, name)) continue;
    const { pageCount } = record(regions[name], name);
    whole(pageCount, `the size of ${name} in pages`, 0, Math.ceil(bytes / PAGE_BYTES));
  }
}

function checkTexts(texts: Record<string, unknown>, chunks: readonly ChunkRef[]): void {
  list(Object.keys(texts), 'the list of texts', MAXIMUM.texts);
  let bytes = 0;
  for (const [name, pieces] of Object.entries(texts)) {
    bytes += checkPieces(`the text ${name}`, record(pieces, name), MAXIMUM.textBytes, chunks);
  }
  whole(bytes, 'the size of all texts', 0, MAXIMUM.textBytes);
}

function checkModules(modules: readonly unknown[], chunks: readonly ChunkRef[]): void {
  let bytes = 0;
  for (const value of modules) {
    const module = record(value, 'a module');
    whole(module['index'], "a module's index", 0, WORD);
    whole(module['start'], "a module's start", -0x8000_0000, WORD);
    whole(module['stateFlags'], "a module's flags", -0x8000_0000, WORD);
    bytes += checkPieces('a module', module, MAXIMUM.moduleBytes, chunks);
  }
  whole(bytes, 'the size of all modules', 0, MAXIMUM.allModuleBytes);
}

/** Pieces may name a chunk again and again: their sum is what counts, not the chunks'. */
function checkPieces(
  what: string,
  pieces: Record<string, unknown>,
  atMost: number,
  chunks: readonly ChunkRef[],
): number {
  const bytes = whole(pieces['bytes'], `the size of ${what}`, 0, atMost);
  const count = Math.ceil(bytes / PIECE_BYTES);
  const indices = list(pieces['chunks'], `the pieces of ${what}`, count);
  let sum = 0;
  for (const index of indices) sum += chunkAt(index, chunks)[1];
  if (sum !== bytes) throw new Wrong(`the pieces of ${what} have ${sum} bytes instead of ${bytes}`);
  return bytes;
}

function chunkAt(index: unknown, chunks: readonly ChunkRef[]): ChunkRef {
  const chunk = chunks[whole(index, "a chunk's number", 0, chunks.length - 1)];
  if (chunk === undefined) throw new Wrong("a chunk's number is out of range");
  return chunk;
}
