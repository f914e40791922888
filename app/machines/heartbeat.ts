/** How often the page asks a worker for its counters. */
export const POLL_MS = 1000;

/** Silence after which a worker that has answered before is lost: four polls, each a little early or late. */
const LIMIT_MS = 3500;

/** The same before its first answer, when its script may still be on its way, and while it unpacks a machine in one go. */
const STARTING_LIMIT_MS = 30_000;

/** A poll later than this says that the page slept or was throttled, which proves nothing about the worker. */
const LONGEST_POLL_MS = 2 * POLL_MS;

/** Tells a dead worker from a page that was asleep: counts silence only while the page's own timer kept time. */
export class Heartbeat {
  #answered = false;
  #silentMs = 0;

  handleAnswer(): void {
    this.#answered = true;
    this.#silentMs = 0;
  }

  /** Call every `POLL_MS`; true once the worker has been silent for too long. `loading`: it has much to do at a time. */
  tick(elapsedMs: number, pageVisible: boolean, loading = false): boolean {
    if (pageVisible && elapsedMs <= LONGEST_POLL_MS) this.#silentMs += elapsedMs;
    return this.#silentMs >= (this.#answered && !loading ? LIMIT_MS : STARTING_LIMIT_MS);
  }
}
