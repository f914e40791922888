import type { FailureError } from './failure.ts';

/** Calls to one worker. Comlink leaves those to a dead worker pending for ever; here they are refused. */
export class PendingCalls {
  readonly #waiting = new Set<(reason: FailureError) => void>();
  #ended: FailureError | null = null;

  get ended(): boolean {
    return this.#ended !== null;
  }

  /** The worker's answer, or the failure that it ended with when that comes first. */
  race<Answer>(call: () => Promise<Answer>): Promise<Answer> {
    const ended = this.#ended;
    if (ended !== null) return Promise.reject(ended);
    return new Promise((resolve, reject) => {
      this.#waiting.add(reject);
      void call()
        .then(resolve, reject)
        .finally(() => this.#waiting.delete(reject));
    });
  }

  /** Refuses what waits, and what comes later. */
  end(failure: FailureError): void {
    if (this.#ended !== null) return;
    this.#ended = failure;
    for (const reject of this.#waiting) reject(failure);
    this.#waiting.clear();
  }
}
