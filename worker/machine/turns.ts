/** Node's; browsers have none. */
const { setImmediate } = globalThis as { setImmediate?: (callback: () => void) => void };

/**
 * Turns on the thread, each behind whatever messages and timers wait for it when it is posted: by MessageChannel in a
 * browser, where timers are late by milliseconds; by setImmediate in Node, which delivers up to a thousand messages
 * before it looks at a timer.
 */
export class Turns {
  readonly #turn: () => void;
  readonly #channel: MessageChannel | null;
  #posted = false;
  #closed = false;

  constructor(turn: () => void) {
    this.#turn = turn;
    this.#channel = setImmediate ? null : new MessageChannel();
    if (this.#channel) this.#channel.port1.onmessage = () => this.#take();
  }

  /** A turn has been posted and not taken. */
  get posted(): boolean {
    return this.#posted;
  }

  /** Asks for a turn, once however often it is asked for. */
  post(): void {
    if (this.#posted) return;
    this.#posted = true;
    if (setImmediate) setImmediate(() => this.#take());
    else this.#channel?.port2.postMessage(null);
  }

  /** No turn comes any more. */
  close(): void {
    this.#closed = true;
    this.#channel?.port1.close();
  }

  #take(): void {
    this.#posted = false;
    if (!this.#closed) this.#turn();
  }
}

/** Lets the thread do what else it has to. */
export function turn(): Promise<void> {
  return new Promise((resolve) => {
    const turns = new Turns(() => {
      turns.close();
      resolve();
    });
    turns.post();
  });
}
