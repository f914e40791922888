import * as Comlink from 'comlink';
import type { CancelSignal } from '#protocol/experiments';
import type { Cancellable, LibraryProgress } from '#protocol/snapshots';

/** A signal, and who hears of progress, as calls to a worker take them. */
export function cancellable(
  signal: CancelSignal | undefined,
  onProgress: ((progress: LibraryProgress) => void) | undefined,
): Cancellable & Comlink.ProxyMarked {
  return Comlink.proxy({
    cancelled: () => signal?.aborted ?? false,
    onProgress: (progress: LibraryProgress) => onProgress?.(progress),
  });
}
