import type { FailureError } from '#protocol/failure';

interface Waiting {
  resolve(): void;
  reject(error: FailureError): void;
}

/** Those who wait for the same event, each until their own time limit. */
export class Waiters {
  readonly #waiting = new Set<Waiting>();

  /** Resolves at the event; rejects when `timeoutMs` have passed, with what `timedOut` makes then. */
  wait(timeoutMs: number, timedOut: () => FailureError): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(waiting);
        reject(timedOut());
      }, timeoutMs);
      const waiting: Waiting = {
        resolve: () => {
          clearTimeout(timer);
          resolve();
        },
        reject: (error) => {
          clearTimeout(timer);
          reject(error);
        },
      };
      this.#waiting.add(waiting);
    });
  }

  /** The event has come. */
  resolveAll(): void {
    for (const waiting of this.#take()) waiting.resolve();
  }

  /** The event will not come. */
  rejectAll(error: FailureError): void {
    for (const waiting of this.#take()) waiting.reject(error);
  }

  #take(): Waiting[] {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    return waiting;
  }
}
