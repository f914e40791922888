import { isEqual, joined } from '#protocol/bytes';
import { PAGE_BYTES } from '#protocol/frozen-machine';
import type { Engine } from '../engine/engine.ts';
import type { Checkpoint } from '../engine/freezer.ts';
import type { GuestDisk } from '../engine/guest-disk.ts';
import type { PageRecord } from '../engine/memory-pages.ts';
import type { Blake3, Blake3Stream } from '../snapshots/blake3.ts';

/** BLAKE3 of what a machine is where a stretch of its log ends, in hexadecimal. */
export interface Digests {
  /** Registers, devices, counts, clock and settings. */
  readonly state: string;
  /** Pages of RAM and disk that the stretch has changed, as they are now; null: that was not known. */
  readonly pages: string | null;
  /** All of RAM; null: not read here. */
  readonly ram: string | null;
}

/** A PC of which digests are made. */
export interface Digested {
  readonly engine: Engine;
  readonly disk: GuestDisk | null;
}

/** Pages by number, of RAM and of disk. */
export interface ChangedPages {
  readonly memory: PageRecord;
  readonly disk: PageRecord;
}

export function digestState(
  { state, devices, jit, epochMs, sliceInstructions }: Checkpoint,
  blake3: Blake3,
): string {
  const modules = jit.modules.map(({ index, start, stateFlags, code }) => [
    index,
    start,
    stateFlags,
    code.length,
  ]);
  const parts = [state, jit.mode, modules, epochMs, sliceInstructions, devices.info];
  const text = JSON.stringify([...parts, blake3(joined(devices.pages))]);
  return blake3(new TextEncoder().encode(text));
}

export function digestPages({ memory, disk }: ChangedPages, blake3: Blake3): string {
  const lines = [memory, disk].flatMap((record, place) =>
    [...record]
      .sort(([one], [other]) => one - other)
      .map(([page, content]) => `${place} ${page} ${blake3(content)}`),
  );
  return blake3(new TextEncoder().encode(lines.join('\n')));
}

export function digestRam({ engine }: Digested, blake3: Blake3): string {
  return blake3(engine.ram);
}

/** What is hashed at once, in bytes: 4 to 10 ms. */
const PART_BYTES = 4 * 2 ** 20;

/** The same, part by part, of a machine that stands still; `read` hears of each. */
export async function digestRamInParts(
  { engine }: Digested,
  stream: Blake3Stream,
  read: (bytes: number) => Promise<void>,
): Promise<string> {
  for (let at = 0; at < engine.ram.length; at += PART_BYTES) {
    const part = engine.ram.subarray(at, at + PART_BYTES);
    stream.update(part);
    await read(part.length);
  }
  return stream.digest();
}

/** Of pages that may have changed, those that have: as they are now. Of the emulator's memory, guest RAM alone counts. */
export function changedSince(before: ChangedPages, { engine, disk }: Digested): ChangedPages {
  const { ram } = engine;
  return {
    memory: differing(inRam(before.memory, engine), (page) => pageOf(ram, page)),
    disk: differing(before.disk, (page) => pageOf(disk?.bytes ?? new Uint8Array(), page)),
  };
}

/**
 * Goes through pages as they became, from stretch to stretch, without going there: begins where the machine stands, and is
 * told of each stretch in turn.
 */
export class PageWalk {
  readonly #machine: Digested;
  readonly #memory: PageRecord = new Map();
  readonly #disk: PageRecord = new Map();

  constructor(machine: Digested) {
    this.#machine = machine;
  }

  /** @param after pages that may have changed in the next stretch, as they are behind it. Those that have. */
  next(after: ChangedPages): ChangedPages {
    const { engine, disk } = this.#machine;
    const { ram } = engine;
    const bytes = disk?.bytes ?? new Uint8Array();
    return {
      memory: moveOn(this.#memory, inRam(after.memory, engine), (page) => pageOf(ram, page)),
      disk: moveOn(this.#disk, after.disk, (page) => pageOf(bytes, page)),
    };
  }
}

function moveOn(
  now: PageRecord,
  after: PageRecord,
  first: (page: number) => Uint8Array,
): PageRecord {
  const changed: PageRecord = new Map();
  for (const [page, content] of after) {
    if (isEqual(now.get(page) ?? first(page), content)) continue;
    changed.set(page, content);
    now.set(page, content);
  }
  return changed;
}

function differing(before: PageRecord, now: (page: number) => Uint8Array): PageRecord {
  const changed: PageRecord = new Map();
  for (const [page, content] of before) {
    const own = now(page);
    if (!isEqual(own, content)) changed.set(page, own);
  }
  return changed;
}

/** Pages of guest RAM by their number in that. */
function inRam(record: PageRecord, { firstRamPage, ram }: Engine): PageRecord {
  const count = ram.length / PAGE_BYTES;
  return new Map(
    [...record]
      .map(([page, content]) => [page - firstRamPage, content] as const)
      .filter(([page]) => page >= 0 && page < count),
  );
}

function pageOf(bytes: Uint8Array, page: number): Uint8Array {
  return bytes.subarray(page * PAGE_BYTES, (page + 1) * PAGE_BYTES);
}
