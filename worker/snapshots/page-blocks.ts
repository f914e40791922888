import { isZero, joined } from '#protocol/bytes';
import { type FrozenRegion, PAGE_BYTES } from '#protocol/frozen-machine';
import { CHUNK_PAGES } from './limits.ts';

/** The given pages of one aligned block of `CHUNK_PAGES`. */
export interface PageBlock {
  readonly zero: readonly number[];
  /** Pages that are not zero, ascending, and their bytes one after the other. */
  readonly stored: readonly number[];
  readonly bytes: Uint8Array;
}

/** Cuts a region's pages in blocks; pages that are not in order or not in the region are a `RangeError`. */
export function* blocksOf({ pageCount, pages }: FrozenRegion): Generator<PageBlock> {
  const { numbers, contents } = pages;
  if (contents.length !== numbers.length * PAGE_BYTES) {
    throw new RangeError(`${numbers.length} pages cannot have ${contents.length} bytes.`);
  }
  let previous = -1;
  for (let from = 0; from < numbers.length; ) {
    const block = Math.floor((numbers[from] ?? 0) / CHUNK_PAGES);
    const zero: number[] = [];
    const stored: number[] = [];
    const parts: Uint8Array[] = [];
    let to = from;
    for (; to < numbers.length; to++) {
      const page = numbers[to] ?? 0;
      if (page <= previous || page >= pageCount) {
        throw new RangeError(`Page ${page} of ${pageCount} comes after page ${previous}.`);
      }
      if (Math.floor(page / CHUNK_PAGES) !== block) break;
      previous = page;
      const bytes = contents.subarray(to * PAGE_BYTES, (to + 1) * PAGE_BYTES);
      if (isZero(bytes)) {
        zero.push(page);
      } else {
        stored.push(page);
        parts.push(bytes);
      }
    }
    const isWhole = zero.length === 0;
    yield {
      zero,
      stored,
      bytes: isWhole ? contents.subarray(from * PAGE_BYTES, to * PAGE_BYTES) : joined(parts),
    };
    from = to;
  }
}
