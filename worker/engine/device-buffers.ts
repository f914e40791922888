import { type FrozenRegion, PAGE_BYTES, type Pages } from '#protocol/frozen-machine';
import { joinState, splitState } from './state-format.ts';

/** v86's state of its devices in two parts: a text that changes with each freeze, and pages of which few do. */
export interface FrozenDevices {
  readonly info: string;
  /** Bytes in the region's pages; the last page is filled up with zeros. */
  readonly bytes: number;
  readonly buffers: FrozenRegion;
}

/** The devices' buffers as they were last frozen or thawed. */
export class DeviceBuffers {
  #last = new Uint8Array(0);

  /** Splits a state; of its buffers, `changes` takes the pages that differ from last time, `whole` all that are not zero. */
  split(state: Uint8Array<ArrayBuffer>, pages: 'changes' | 'whole'): FrozenDevices {
    const { info, buffers } = splitState(state);
    const now = new Uint8Array(pageAligned(buffers.length));
    now.set(buffers);
    const before = pages === 'changes' ? this.#last : new Uint8Array(0);
    this.#last = now;
    return {
      info,
      bytes: buffers.length,
      buffers: { pageCount: now.length / PAGE_BYTES, pages: differingPages(before, now) },
    };
  }

  /** Undoes `split`. */
  join({ info, bytes, buffers }: FrozenDevices): Uint8Array<ArrayBuffer> {
    const now = new Uint8Array(buffers.pageCount * PAGE_BYTES);
    now.set(this.#last.subarray(0, now.length));
    const { numbers, contents } = buffers.pages;
    numbers.forEach((page, index) => {
      const content = contents.subarray(index * PAGE_BYTES, (index + 1) * PAGE_BYTES);
      now.set(content, page * PAGE_BYTES);
    });
    this.#last = now;
    return joinState(info, now.subarray(0, bytes));
  }

  /** Nothing was frozen, as at first. */
  forget(): void {
    this.#last = new Uint8Array(0);
  }
}

/** Pages of `now` that differ from those of `before`, which is zero where it has ended. */
function differingPages(before: Uint8Array<ArrayBuffer>, now: Uint8Array<ArrayBuffer>): Pages {
  const filled = new Uint8Array(now.length);
  filled.set(before.subarray(0, now.length));
  const [was, is] = [new Int32Array(filled.buffer), new Int32Array(now.buffer)];
  const wordsInPage = PAGE_BYTES / 4;
  const numbers: number[] = [];
  for (let page = 0; page < now.length / PAGE_BYTES; page++) {
    const end = (page + 1) * wordsInPage;
    let word = page * wordsInPage;
    while (word < end && was[word] === is[word]) word++;
    if (word < end) numbers.push(page);
  }
  const contents = new Uint8Array(numbers.length * PAGE_BYTES);
  for (const [index, page] of numbers.entries()) {
    contents.set(now.subarray(page * PAGE_BYTES, (page + 1) * PAGE_BYTES), index * PAGE_BYTES);
  }
  return { numbers: Uint32Array.from(numbers), contents };
}

function pageAligned(bytes: number): number {
  return Math.ceil(bytes / PAGE_BYTES) * PAGE_BYTES;
}
