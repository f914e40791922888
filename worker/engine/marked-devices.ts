import { isEqual, joined } from '#protocol/bytes';
import { PAGE_BYTES } from '#protocol/frozen-machine';
import { joinState, splitState } from './state-format.ts';

/** v86's state of its devices at a checkpoint: pages that did not change from one to the next are the same object. */
export interface MarkedDevices {
  readonly info: string;
  readonly pages: readonly Uint8Array[];
}

/** A state of v86's, with the pages of `last` where they are equal. */
export function markDevices(
  state: Uint8Array<ArrayBuffer>,
  last: MarkedDevices | null,
): MarkedDevices {
  const { info, buffers } = splitState(state);
  const pages: Uint8Array[] = [];
  for (let at = 0; at < buffers.length; at += PAGE_BYTES) {
    const page = buffers.subarray(at, at + PAGE_BYTES);
    const before = last?.pages[pages.length];
    pages.push(before !== undefined && isEqual(before, page) ? before : page.slice());
  }
  return { info, pages };
}

/** Undoes `markDevices`. */
export function joinDevices({ info, pages }: MarkedDevices): Uint8Array<ArrayBuffer> {
  return joinState(info, joined(pages));
}
