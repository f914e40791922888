import * as Comlink from 'comlink';
import type { CancelSignal } from '#protocol/experiments';
import type { Cancellable, LibraryProgress } from '#protocol/snapshots';

/**
 * A signal, and who hears of progress, as calls to a worker take them. What listens may be a script's: what it throws is the
 * page's to tell, and breaks nothing off. Fails with a `TypeError`.
 */
export function cancellable(
  signal: CancelSignal | undefined,
  onProgress: ((progress: LibraryProgress) => void) | undefined,
): Cancellable & Comlink.ProxyMarked {
  if (onProgress !== undefined && typeof onProgress !== 'function') {
    throw new TypeError(
      `onProgress takes a function, not ${String(onProgress)}; nothing was done.`,
    );
  }
  return Comlink.proxy({
    cancelled: () => signal?.aborted ?? false,
    onProgress: (progress: LibraryProgress) => {
      try {
        onProgress?.(progress);
      } catch (error) {
        reportError(error);
      }
    },
  });
}
