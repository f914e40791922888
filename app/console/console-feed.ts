import type { ConsoleOutput } from '#protocol/console';

/** Parsed in one go by the terminal: small enough for a few milliseconds on a slow phone. */
const CHUNK_BYTES = 32 * 1024;

/** Chunks handed to the terminal at once, so that it need not wait for the next. */
const MOST_IN_FLIGHT = 4;

/** So long a flood is held for one frame: drawing a screen costs much more than reading the text for it. */
const FRAME_MS = 50;

/** So much is drawn at once in every such frame; a key stroke's echo or a full screen of `vi` never waits. */
const EAGER_BYTES = 8 * 1024;

/** In character cells. */
export interface ClearedSize {
  readonly columns: number;
  readonly rows: number;
  /** It is kept until the screen is emptied again. */
  readonly fixed: boolean;
}

/** What the feed writes to. */
export interface FeedTarget {
  /** Calls `done` when the text is on the screen. */
  write(data: string | Uint8Array, done: () => void): void;
  /** Empties screen and scrollback and takes on a size. */
  clear(size: ClearedSize): void;
  /** The text of a redraw is on the screen. */
  handleRedrawn(): void;
  /** So many bytes of output are on the screen; those bytes. */
  handleDrawn(bytes: Uint8Array): void;
  /** All that came is on the screen. */
  handleRest(): void;
}

type Step =
  | { readonly kind: 'clear'; readonly size: ClearedSize }
  | { readonly kind: 'redrawn' }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'output'; readonly bytes: Uint8Array };

/** Takes a console's messages to a terminal, in order, in pieces that leave the page time to breathe. */
export class ConsoleFeed {
  readonly #target: FeedTarget;
  /** What is still to be written; what was taken is gone from it, as a flood may never let it run empty. */
  readonly #steps: Step[] = [];
  #closed = false;
  #inFlight = 0;
  #waitingLength = 0;
  #frameStart = Number.NEGATIVE_INFINITY;
  #frameBudget = 0;
  #frameTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(target: FeedTarget) {
    this.#target = target;
  }

  /** The target hears no more of what was written to it. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#frameTimer);
    this.#steps.length = 0;
  }

  push(message: ConsoleOutput): void {
    if (this.#closed) return;
    this.#waitingLength += message.kind === 'redraw' ? message.text.length : message.bytes.length;
    switch (message.kind) {
      case 'redraw': {
        const { columns, rows, fixed, text } = message;
        this.#steps.push({ kind: 'clear', size: { columns, rows, fixed } });
        for (let start = 0; start < text.length; start += CHUNK_BYTES) {
          this.#steps.push({ kind: 'text', text: text.slice(start, start + CHUNK_BYTES) });
        }
        this.#steps.push({ kind: 'redrawn' });
        break;
      }
      case 'output':
        for (let start = 0; start < message.bytes.length; start += CHUNK_BYTES) {
          const bytes = message.bytes.subarray(start, start + CHUNK_BYTES);
          this.#steps.push({ kind: 'output', bytes });
        }
        break;
      default:
        message satisfies never;
    }
    this.#pump();
  }

  #pump(): void {
    for (let step = this.#steps[0]; step !== undefined; step = this.#steps[0]) {
      // What a terminal was given before its screen changes must be drawn on the old one.
      const ordered = step.kind === 'clear' || step.kind === 'redrawn';
      if (this.#inFlight >= (ordered ? 1 : MOST_IN_FLIGHT)) return;
      if (!this.#fitsFrame(lengthOf(step))) return;
      this.#steps.shift();
      this.#take(step);
    }
    if (this.#inFlight === 0) this.#target.handleRest();
  }

  /** Whether so much may be written now; if not, the next frame goes on from here. */
  #fitsFrame(length: number): boolean {
    if (length === 0) return true;
    const left = this.#frameStart + FRAME_MS - performance.now();
    if (left <= 0) {
      this.#frameStart = performance.now();
      this.#frameBudget = Math.max(EAGER_BYTES, this.#waitingLength);
    }
    if (this.#frameBudget <= 0) {
      this.#frameTimer ??= setTimeout(() => {
        this.#frameTimer = undefined;
        this.#pump();
      }, left);
      return false;
    }
    this.#frameBudget -= length;
    this.#waitingLength -= length;
    return true;
  }

  #take(step: Step): void {
    switch (step.kind) {
      case 'clear':
        this.#target.clear(step.size);
        break;
      case 'redrawn':
        this.#target.handleRedrawn();
        break;
      case 'text':
        this.#write(step.text, () => {});
        break;
      case 'output':
        this.#write(step.bytes, () => this.#target.handleDrawn(step.bytes));
        break;
      default:
        step satisfies never;
    }
  }

  #write(data: string | Uint8Array, drawn: () => void): void {
    this.#inFlight++;
    this.#target.write(data, () => {
      if (this.#closed) return;
      this.#inFlight--;
      drawn();
      this.#pump();
    });
  }
}

function lengthOf(step: Step): number {
  if (step.kind === 'text') return step.text.length;
  return step.kind === 'output' ? step.bytes.length : 0;
}
