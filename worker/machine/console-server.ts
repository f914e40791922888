import type { ConsoleInput, ConsoleOutput, ConsolePort } from '#protocol/console';
import { ConsoleModel, type ConsoleState } from './console-model.ts';

/** So many bytes may be on their way to a console undrawn; more wait here. */
const UNDRAWN_LIMIT_BYTES = 256 * 1024;

/** When more than this waits, the console gets the screen drawn anew instead. */
const WAITING_LIMIT_BYTES = 32 * 2 ** 20;

const LARGEST_SIDE = 1000;

/** The machine's end of the console port: one console at a time, however slow, and the model behind it. */
export class ConsoleServer {
  readonly model: ConsoleModel;
  readonly #handleInput: (bytes: Uint8Array) => void;
  readonly #handleResize: (columns: number, rows: number) => void;
  #port: ConsolePort | null = null;
  #redrawing = false;
  #waiting: Uint8Array<ArrayBuffer>[] = [];
  #waitingBytes = 0;
  #undrawnBytes = 0;

  constructor(
    handleInput: (bytes: Uint8Array) => void,
    handleReply: (text: string) => void,
    handleResize: (columns: number, rows: number) => void,
  ) {
    this.#handleInput = handleInput;
    this.#handleResize = handleResize;
    this.model = new ConsoleModel(handleReply);
  }

  /** Connects a console, in place of the one before. */
  connect(port: ConsolePort): void {
    this.#port?.close();
    this.#port = port;
    this.#undrawnBytes = 0;
    port.onmessage = ({ data }) => {
      // Safe: the other end of the port is our own page, which sends nothing else.
      if (port === this.#port) this.#handle(data as ConsoleInput);
    };
    this.#redraw();
  }

  /** Shows what was frozen, from now on. */
  restore(state: ConsoleState): void {
    this.model.restore(state);
    this.#redraw();
  }

  /** Guest output: to the model, and to the console that is connected. */
  write(bytes: Uint8Array<ArrayBuffer>): void {
    this.model.write(bytes);
    if (!this.#port) return;
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.length;
    if (this.#waitingBytes > WAITING_LIMIT_BYTES) this.#redraw();
    else this.#send();
  }

  #redraw(): void {
    const port = this.#port;
    this.#redrawing = true;
    this.#waiting = [];
    this.#waitingBytes = 0;
    this.model.afterWrites(() => {
      if (port === null || port !== this.#port) return;
      const { columns, rows } = this.model;
      this.#post(port, { kind: 'redraw', text: this.model.redrawSequence(), columns, rows });
      this.#redrawing = false;
      this.#sendBytes(port, Uint8Array.from(this.model.pending));
      this.#send();
    });
  }

  #send(): void {
    const port = this.#port;
    if (!port || this.#redrawing || this.#undrawnBytes > UNDRAWN_LIMIT_BYTES) return;
    this.#sendBytes(port, this.#takeWaiting() ?? new Uint8Array());
  }

  #sendBytes(port: ConsolePort, bytes: Uint8Array<ArrayBuffer>): void {
    if (bytes.length === 0) return;
    this.#undrawnBytes += bytes.length;
    this.#post(port, { kind: 'output', bytes }, [bytes.buffer]);
  }

  #takeWaiting(): Uint8Array<ArrayBuffer> | null {
    const [first, ...others] = this.#waiting;
    if (!first) return null;
    const bytes = others.length === 0 ? first : new Uint8Array(this.#waitingBytes);
    if (others.length > 0) {
      let offset = 0;
      for (const batch of this.#waiting) {
        bytes.set(batch, offset);
        offset += batch.length;
      }
    }
    this.#waiting = [];
    this.#waitingBytes = 0;
    // The model's writes may still hold the first batch: what travels is a copy.
    return bytes === first ? bytes.slice() : bytes;
  }

  #post(port: ConsolePort, message: ConsoleOutput, transfer: ArrayBuffer[] = []): void {
    port.postMessage(message, transfer);
  }

  #handle(message: ConsoleInput): void {
    switch (message.kind) {
      case 'input':
        return this.#handleInput(message.bytes);
      case 'drawn':
        this.#undrawnBytes = Math.max(0, this.#undrawnBytes - message.bytes);
        return this.#send();
      case 'resize': {
        const columns = Math.min(LARGEST_SIDE, Math.max(2, Math.floor(message.columns)));
        const rows = Math.min(LARGEST_SIDE, Math.max(2, Math.floor(message.rows)));
        if (columns === this.model.columns && rows === this.model.rows) return;
        this.model.resize(columns, rows);
        return this.#handleResize(columns, rows);
      }
      default:
        return message satisfies never;
    }
  }
}
