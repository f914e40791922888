import type { V86Chain, V86Queue } from './v86-parts.ts';

/** More promises than v86 strings together for any request; a device that the guest resets answers never. */
const MOST_PROMISES = 1000;

/**
 * The guest's requests to the 9p device. v86 serves them in promises, which go on when the host lets them: they must be
 * done before the next slice, or the guest would see the host's timing.
 */
export class FolderRequests {
  #pending = 0;

  constructor(queue: V86Queue) {
    const pop = queue.pop_request.bind(queue);
    const push = queue.push_reply.bind(queue);
    queue.pop_request = () => {
      this.#pending++;
      return pop();
    };
    queue.push_reply = (chain: V86Chain) => {
      this.#pending--;
      push(chain);
    };
  }

  /** A request has not been answered. */
  get pending(): boolean {
    return this.#pending > 0;
  }

  /** Waits until all are answered. */
  async settle(): Promise<void> {
    for (let promises = 0; this.pending && promises < MOST_PROMISES; promises++) await null;
    this.#pending = 0;
  }
}
