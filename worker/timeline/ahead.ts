import { isEqual } from '#protocol/bytes';
import type { Checkpoint } from '../engine/freezer.ts';
import type { Blake3 } from '../snapshots/blake3.ts';
import {
  type ChangedPages,
  changedSince,
  type Digested,
  type Digests,
  digestPages,
  digestRam,
  digestState,
} from './digests.ts';
import type { Replay, Stretch } from './replay.ts';

/** What a replay has yet to do for the first time here. */
export class Ahead {
  readonly #stretches: readonly Stretch[];
  readonly #blake3: Blake3;
  readonly #startNs: number;
  #done = 0;

  /** @param startNs guest time at which the replay begins. */
  constructor({ stretches }: Replay, startNs: number, blake3: Blake3) {
    this.#stretches = stretches;
    this.#startNs = startNs;
    this.#blake3 = blake3;
  }

  /** The next stretch; null: all were done. */
  get next(): Stretch | null {
    return this.#stretches[this.#done] ?? null;
  }

  /** What it has not been at yet, in order. */
  get rest(): readonly Stretch[] {
    return this.#stretches.slice(this.#done);
  }

  /** Guest time at which the replay ends. */
  get endNs(): number {
    return this.#stretches.at(-1)?.endNs ?? this.#startNs;
  }

  /** The next stretch was done. */
  advance(): void {
    this.#done++;
  }

  /** Whether the next stretch has this output behind so many bytes. */
  hasOutput(bytes: Uint8Array, at: number): boolean {
    return isEqual(this.next?.output.subarray(at, at + bytes.length) ?? new Uint8Array(), bytes);
  }

  /** Whether a machine is what it was at the end of the next stretch. `before`: the pages that it may have changed, as they were. */
  isRight(machine: Digested, checkpoint: Checkpoint, before: ChangedPages): boolean {
    const digests = this.next?.digests;
    return digests !== undefined && this.#equals(digests, machine, checkpoint, before);
  }

  #equals(
    { state, pages, ram }: Digests,
    machine: Digested,
    checkpoint: Checkpoint,
    before: ChangedPages,
  ): boolean {
    const blake3 = this.#blake3;
    return (
      digestState(checkpoint, blake3) === state &&
      (pages === null || digestPages(changedSince(before, machine), blake3) === pages) &&
      (ram === null || digestRam(machine, blake3) === ram)
    );
  }
}
