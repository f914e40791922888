import type { Cancellable } from '#protocol/snapshots';
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
