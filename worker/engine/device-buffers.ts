import { type FrozenRegion, PAGE_BYTES } from '#protocol/frozen-machine';
import { createPageDiff, type PageDiff } from './page-diff.ts';
import { joinState, splitState } from './state-format.ts';

const WASM_PAGE_BYTES = 65_536;

/** v86's state of its devices in two parts: a text that changes with each freeze, and pages of which few do. */
export interface FrozenDevices {
  readonly info: string;
  /** Bytes in the region's pages; the last page is filled up with zeros. */
  readonly bytes: number;
  readonly buffers: FrozenRegion;
}

/** The devices' buffers as they are, and as they were last frozen or thawed, in a memory of their own. */
export class DeviceBuffers {
  #room = makeRoom(0);

  /** Splits a state; of its buffers, `changes` takes the pages that differ from last time, `whole` all that are not zero. */
  split(state: Uint8Array<ArrayBuffer>, pages: 'changes' | 'whole'): FrozenDevices {
    const { info, buffers } = splitState(state);
    const pageCount = Math.ceil(buffers.length / PAGE_BYTES);
    this.#room = this.#roomFor(pageCount);
    const { memory, diff, now, copy, held, numbersAt } = this.#room;
    if (pages === 'whole') held.fill(0);
    now.set(buffers);
    now.fill(0, buffers.length);
    const count =
      pageCount && diff.take(0, copy.byteOffset, now.length, held.byteOffset, numbersAt);
    const numbers = new Uint32Array(memory.buffer, numbersAt, count).slice();
    const contents = new Uint8Array(count * PAGE_BYTES);
    for (const [index, page] of numbers.entries()) {
      contents.set(now.subarray(page * PAGE_BYTES, (page + 1) * PAGE_BYTES), index * PAGE_BYTES);
    }
    return { info, bytes: buffers.length, buffers: { pageCount, pages: { numbers, contents } } };
  }

  /** Undoes `split`. */
  join(devices: FrozenDevices): Uint8Array<ArrayBuffer> {
    return this.prepareJoin(devices)();
  }

  /** Makes room for what `join` needs, and changes nothing: what it returns joins. Throws a `RangeError` when there is none. */
  prepareJoin(devices: FrozenDevices): () => Uint8Array<ArrayBuffer> {
    const room = this.#roomFor(devices.buffers.pageCount);
    return () => {
      this.#room = room;
      return this.#join(devices);
    };
  }

  #join({ info, bytes, buffers: { pageCount, pages } }: FrozenDevices): Uint8Array<ArrayBuffer> {
    const { diff, now, copy, held } = this.#room;
    for (const [index, page] of pages.numbers.entries()) {
      held[page] = 1;
      const content = pages.contents.subarray(index * PAGE_BYTES, (index + 1) * PAGE_BYTES);
      copy.set(content, page * PAGE_BYTES);
    }
    if (pageCount > 0) diff.revert(0, copy.byteOffset, now.length, held.byteOffset);
    return joinState(info, now.subarray(0, bytes));
  }

  /** Nothing was frozen, as at first. */
  forget(): void {
    this.#room.held.fill(0);
  }

  /** Room for so many pages, in which are those of last time that fit. */
  #roomFor(pageCount: number): Room {
    const last = this.#room;
    if (last.held.length === pageCount) return last;
    const room = makeRoom(pageCount);
    room.copy.set(last.copy.subarray(0, room.copy.length));
    room.held.set(last.held.subarray(0, pageCount));
    return room;
  }
}

interface Room {
  readonly memory: WebAssembly.Memory;
  readonly diff: PageDiff;
  readonly now: Uint8Array;
  readonly copy: Uint8Array;
  /** See `PageDiff`. */
  readonly held: Uint8Array;
  readonly numbersAt: number;
}

function makeRoom(pageCount: number): Room {
  const bytes = pageCount * PAGE_BYTES;
  const numbersAt = 2 * bytes;
  const heldAt = numbersAt + pageCount * Uint32Array.BYTES_PER_ELEMENT;
  const memory = new WebAssembly.Memory({
    initial: Math.ceil((heldAt + pageCount) / WASM_PAGE_BYTES),
  });
  return {
    memory,
    diff: createPageDiff(memory),
    now: new Uint8Array(memory.buffer, 0, bytes),
    copy: new Uint8Array(memory.buffer, bytes, bytes),
    held: new Uint8Array(memory.buffer, heldAt, pageCount),
    numbersAt,
  };
}
