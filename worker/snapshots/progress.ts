import type { Cancellable, RecordStep } from '#protocol/snapshots';
import { cancelled } from './failures.ts';

const STEP_BYTES = 1024 * 1024;

/** Tells how far a call is, and breaks it off when it should be. */
export class Progress {
  readonly #how: Cancellable | undefined;
  readonly #totalBytes: number;
  #doneBytes = 0;
  #toldBytes = Number.NEGATIVE_INFINITY;

  constructor(how: Cancellable | undefined, totalBytes: number) {
    this.#how = how;
    this.#totalBytes = totalBytes;
  }

  /** Fails with `Cancelled` when the user broke off. */
  async advance(bytes: number): Promise<void> {
    this.#doneBytes += bytes;
    if (this.#how === undefined) return;
    const isEnd = this.#doneBytes === this.#totalBytes;
    if (this.#doneBytes - this.#toldBytes < STEP_BYTES && !isEnd) return;
    this.#toldBytes = this.#doneBytes;
    this.#how.onProgress({ doneBytes: this.#doneBytes, totalBytes: this.#totalBytes });
    if (await this.#how.cancelled()) throw cancelled();
  }
}

/** How often somebody is asked, at most, in milliseconds. */
const ASK_MS = 50;

/** Work that takes a signal, while somebody is asked whether it shall go on. Fails with `Cancelled` where it shall not. */
export async function unlessCancelled<Answer>(
  how: Cancellable | undefined,
  work: (signal: AbortSignal) => Promise<Answer>,
): Promise<Answer> {
  if (await how?.cancelled()) throw cancelled();
  const breaker = new AbortController();
  let isOver = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const ask = async (): Promise<void> => {
    if (await isCancelled(how)) breaker.abort();
    else if (!isOver) timer = setTimeout(() => void ask(), ASK_MS);
  };
  timer = setTimeout(() => void ask(), ASK_MS);
  try {
    const answer = await work(breaker.signal);
    if (breaker.signal.aborted) throw cancelled();
    return answer;
  } finally {
    isOver = true;
    clearTimeout(timer);
  }
}

/** Who cannot be asked wants it no more. */
async function isCancelled(how: Cancellable | undefined): Promise<boolean> {
  try {
    return (await how?.cancelled()) ?? false;
  } catch {
    return true;
  }
}

/** The same watching, of one step of several. */
export function atStep(how: Cancellable | undefined, step: RecordStep): Cancellable | undefined {
  return (
    how && {
      cancelled: () => how.cancelled(),
      onProgress: (progress) => how.onProgress({ ...progress, step }),
    }
  );
}
