/** A console at a point. */
export interface KeptConsole {
  readonly columns: number;
  readonly rows: number;
  readonly redraw: string;
  readonly pending: readonly number[];
  /** The visible lines. */
  readonly lines: readonly string[];
}

/** A console that takes less is kept with each point at which it has changed. */
const SMALL_CHARACTERS = 20_000;

/** Output of so many bytes is drawn anew in a moment: sooner a larger console is not kept again. */
const MUCH_OUTPUT = 400_000;

/** Keeps the console with points: all of it, unless what came out since the last time draws it with less. */
export class DueConsole {
  readonly #look: () => Promise<KeptConsole>;
  /** Nothing that came out draws it. */
  #due = true;
  #output = 0;
  #characters = 0;
  #looking: Promise<void> = Promise.resolve();

  constructor(look: () => Promise<KeptConsole>) {
    this.#look = look;
  }

  /** All that were to be kept are. */
  get settled(): Promise<void> {
    return this.#looking;
  }

  /** What came out since the last time does not draw it. */
  noteBreak(): void {
    this.#due = true;
  }

  noteOutput(bytes: number): void {
    this.#output += bytes;
  }

  /** Keeps it with a point of now, if it is due. */
  keepWith(point: { console: KeptConsole | null }): void {
    const isCheap =
      this.#characters < SMALL_CHARACTERS ||
      this.#output >= Math.max(this.#characters, MUCH_OUTPUT);
    if (!this.#due && (this.#output === 0 || !isCheap)) return;
    this.#due = false;
    this.#output = 0;
    const looking = this.#look().then((console) => {
      point.console = console;
      this.#characters = console.redraw.length;
    });
    this.#looking = Promise.all([this.#looking, looking]).then(() => {});
  }
}
