/** Tells of changes of the list, in this worker and to other tabs'. */
export class Announcements {
  readonly #listeners = new Set<() => void>();
  readonly #channel: BroadcastChannel;

  constructor(name: string) {
    this.#channel = new BroadcastChannel(name);
    this.#channel.onmessage = () => this.#tell();
    keepsNothingAlive(this.#channel);
  }

  watch(listener: () => void): void {
    this.#listeners.add(listener);
  }

  announce(): void {
    this.#channel.postMessage(null);
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

/** Node waits for open channels and timers before it ends; browsers do not know such a thing. */
export function keepsNothingAlive(handle: unknown): void {
  if (typeof handle !== 'object' || handle === null || !('unref' in handle)) return;
  if (typeof handle.unref === 'function') handle.unref();
}
