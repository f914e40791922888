import { joined } from '#protocol/bytes';
import type { ConsoleInput, ConsoleOutput, ConsolePort } from '#protocol/console';
import type { ConsoleModel } from './console-model.ts';

/** So many bytes may be on their way to a console undrawn; more wait here. */
const UNDRAWN_LIMIT_BYTES = 256 * 1024;

/** When more than this waits, the console gets the screen drawn anew instead. */
const WAITING_LIMIT_BYTES = 32 * 2 ** 20;

/** One console that shows a model, however slow: it gets the screen drawn first, then output as it comes. */
export class ConsoleConnection {
  readonly #port: ConsolePort;
  readonly #model: ConsoleModel;
  readonly #isFixed: () => boolean;
  #closed = false;
  #redrawing = false;
  #waiting: Uint8Array<ArrayBuffer>[] = [];
  #waitingBytes = 0;
  #undrawnBytes = 0;

  /**
   * @param handle gets what the console sends, but for its receipts.
   * @param isFixed whether the model's size is not the console's to say.
   */
  constructor(
    port: ConsolePort,
    model: ConsoleModel,
    handle: (message: Exclude<ConsoleInput, { kind: 'drawn' }>) => void,
    isFixed: () => boolean,
  ) {
    this.#port = port;
    this.#model = model;
    this.#isFixed = isFixed;
    port.onmessage = ({ data }) => {
      // Safe: the other end of the port is our own page, which sends nothing else.
      const message = data as ConsoleInput;
      if (this.#closed) return;
      if (message.kind === 'drawn') this.#handleDrawn(message.bytes);
      else handle(message);
    };
    this.redraw();
  }

  close(): void {
    this.#closed = true;
    this.#port.close();
  }

  /** Guest output. */
  write(bytes: Uint8Array<ArrayBuffer>): void {
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.length;
    if (this.#waitingBytes > WAITING_LIMIT_BYTES) this.redraw();
    else this.#send();
  }

  /** Shows the model anew, in place of what waits. */
  redraw(): void {
    this.#redrawing = true;
    this.#waiting = [];
    this.#waitingBytes = 0;
    this.#model.afterWrites(() => {
      if (this.#closed) return;
      const { columns, rows } = this.#model.drawnSize;
      const text = this.#model.redrawSequence();
      this.#post({ kind: 'redraw', text, columns, rows, fixed: this.#isFixed() });
      this.#redrawing = false;
      this.#sendBytes(Uint8Array.from(this.#model.pending));
      this.#send();
    });
  }

  #handleDrawn(bytes: number): void {
    this.#undrawnBytes = Math.max(0, this.#undrawnBytes - bytes);
    this.#send();
  }

  #send(): void {
    if (this.#closed || this.#redrawing || this.#undrawnBytes > UNDRAWN_LIMIT_BYTES) return;
    this.#sendBytes(this.#takeWaiting() ?? new Uint8Array());
  }

  #sendBytes(bytes: Uint8Array<ArrayBuffer>): void {
    if (bytes.length === 0) return;
    this.#undrawnBytes += bytes.length;
    this.#post({ kind: 'output', bytes }, [bytes.buffer]);
  }

  #takeWaiting(): Uint8Array<ArrayBuffer> | null {
    if (this.#waiting.length === 0) return null;
    // The model's writes, and other consoles, may still hold a batch: what travels is a copy.
    const bytes = joined(this.#waiting);
    this.#waiting = [];
    this.#waitingBytes = 0;
    return bytes;
  }

  #post(message: ConsoleOutput, transfer: ArrayBuffer[] = []): void {
    this.#port.postMessage(message, transfer);
  }
}
