import { PAGE_BYTES, type Pages, type StoredMachine } from '#protocol/frozen-machine';
import { joinState } from '../engine/state-format.ts';
import { stockOptions } from '../engine/stock-options.ts';
import { wholeState } from '../engine/v86-state.ts';
import { readThawable, storedDisks } from './thawing.ts';

/** A stored machine as stock v86 restores it; see `docs/stock-v86.md`. Fails as `readThawable` does. */
export function exportV86State(stored: StoredMachine): {
  readonly state: Uint8Array<ArrayBuffer>;
  readonly options: object;
} {
  const { facts } = stored;
  const { frozen } = readThawable(stored, facts.emulator.sliceInstructions);
  const { info, bytes, buffers } = frozen.devices;
  const whole = new Uint8Array(buffers.pageCount * PAGE_BYTES);
  buffers.pages.numbers.forEach((page, index) => {
    whole.set(pageAt(buffers.pages, index), page * PAGE_BYTES);
  });
  const { disk, cd } = storedDisks(stored);
  const state = wholeState(joinState(info, whole.subarray(0, bytes)), {
    ram: {
      memoryBytes: facts.ram.pageCount * PAGE_BYTES,
      pages: pagesWithin(frozen.memory.pages, facts.ram),
    },
    disk: disk?.bytes ?? null,
    cd: cd?.bytes ?? null,
  });
  const { received, queued } = frozen.state.serial;
  return { state, options: { ...stockOptions(facts.machine), unread: [...received, ...queued] } };
}

/** The pages of a part of memory, numbered from its beginning. */
function pagesWithin(
  pages: Pages,
  { firstPage, pageCount }: { readonly firstPage: number; readonly pageCount: number },
): Pages {
  const isWithin = (page: number) => page >= firstPage && page < firstPage + pageCount;
  const first = pages.numbers.findIndex(isWithin);
  const numbers = pages.numbers.filter(isWithin).map((page) => page - firstPage);
  const start = Math.max(0, first) * PAGE_BYTES;
  return {
    numbers,
    contents: pages.contents.slice(start, start + numbers.length * PAGE_BYTES),
  };
}

function pageAt({ contents }: Pages, index: number): Uint8Array {
  return contents.subarray(index * PAGE_BYTES, (index + 1) * PAGE_BYTES);
}
