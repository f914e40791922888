import type { ConsoleInput, ConsolePort } from '#protocol/console';
import { ConsoleConnection } from './console-connection.ts';
import { ConsoleModel, type ConsoleState } from './console-model.ts';

const LARGEST_SIDE = 1000;

type ConsoleRequest = Exclude<ConsoleInput, { kind: 'drawn' }>;

/** The machine's end of its console: the model, the one console that may type, and others that look on. */
export class ConsoleServer {
  readonly model: ConsoleModel;
  readonly #handleInput: (bytes: Uint8Array) => void;
  readonly #handleResize: (columns: number, rows: number) => void;
  #console: ConsoleConnection | null = null;
  #lookers: ConsoleConnection | null = null;
  #fixed = false;
  /** The size that a console asked for while it could not have it. */
  #asked: Extract<ConsoleInput, { kind: 'resize' }> | null = null;
  /** Draws what was answered before. */
  #muted = 0;

  constructor(
    handleInput: (bytes: Uint8Array) => void,
    handleReply: (text: string) => void,
    handleResize: (columns: number, rows: number) => void,
  ) {
    this.#handleInput = handleInput;
    this.#handleResize = handleResize;
    this.model = new ConsoleModel((text) => {
      if (this.#muted === 0) handleReply(text);
    });
  }

  /** Connects a console, in place of the one before. */
  connect(port: ConsolePort): void {
    this.#console?.close();
    this.#console = this.#connection(port, (message) => this.#handle(message));
  }

  /** Shows the console to all who look on through a port; what they type is not heard. */
  show(port: ConsolePort): void {
    this.#lookers?.close();
    this.#lookers = this.#connection(port, () => {});
  }

  /** Nobody looks on any more. */
  hide(): void {
    this.#lookers?.close();
    this.#lookers = null;
  }

  /** Shows what was frozen, from now on. */
  restore(state: ConsoleState): void {
    this.model.restore(state);
    this.#redraw();
  }

  /** It shows the past, and has the size of then, which `resize` alone changes. */
  enterPast(): void {
    this.#fixed = true;
  }

  /** It has the size that those who look at it want. */
  leavePast(): void {
    if (!this.#fixed) return;
    this.#fixed = false;
    const asked = this.#asked;
    this.#asked = null;
    if (asked !== null) this.#handle(asked);
    this.#redraw();
  }

  /** It had another size from now on. Legal in the past. */
  resize(columns: number, rows: number): void {
    this.model.resize(columns, rows);
    this.#redraw();
  }

  /** What was written until now has been answered before, or is not to be. */
  mute(): void {
    this.#muted++;
    this.model.afterWrites(() => {
      this.#muted--;
    });
  }

  /** All that was written until now has been drawn, and answered. */
  get drawn(): Promise<void> {
    return new Promise((resolve) => this.model.afterWrites(resolve));
  }

  /** Guest output: to the model, and to the consoles that are connected. */
  write(bytes: Uint8Array<ArrayBuffer>): void {
    this.model.write(bytes);
    this.#console?.write(bytes);
    this.#lookers?.write(bytes);
  }

  #connection(port: ConsolePort, handle: (message: ConsoleRequest) => void): ConsoleConnection {
    return new ConsoleConnection(port, this.model, handle, () => this.#fixed);
  }

  #redraw(): void {
    this.#console?.redraw();
    this.#lookers?.redraw();
  }

  #handle(message: ConsoleRequest): void {
    switch (message.kind) {
      case 'input':
        return this.#handleInput(message.bytes);
      case 'resize': {
        if (this.#fixed) {
          this.#asked = message;
          return;
        }
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
