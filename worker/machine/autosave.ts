import type { Progress } from '#protocol/counters';

/** How long a machine must have been quiet to be saved after a change. */
const QUIET_MS = 700;

/** A busy machine is saved so often. */
const BUSY_INTERVAL_MS = 15_000;

/** A busy machine is saved for the first time so long after its first use. */
const FIRST_MS = 2000;

/** How often that is looked at; a change that was not saved is noted as often. */
const LOOK_MS = 500;

/** What an idle Linux executes in a second of its own time, at most; more is work. */
const IDLE_INSTRUCTIONS_PER_SECOND = 200_000;

/** Work of so many instructions is worth saving. */
const WORTH_INSTRUCTIONS = 3_000_000;

/** What saves a machine, and tells how far it has come. */
export interface AutosaveHost {
  /** Null while there is nothing that could be saved. */
  progress(): Progress | null;
  /** It was saved once: there is something to come back to. */
  isKept(): boolean;
  save(): Promise<void>;
  /** There are changes that are not saved. */
  noteUnsaved(): void;
  nowMs(): number;
}

/** Decides when a machine saves itself: never before somebody has used it, and then soon after each change. */
export class Autosave {
  readonly #host: AutosaveHost;
  #timer: ReturnType<typeof setInterval> | undefined;
  /** Looks at the machine while it is switched on. */
  #started = false;
  #used = false;
  #usedAtMs = Number.POSITIVE_INFINITY;
  #savedAtMs: number;
  #savedProgress: Progress | null = null;
  #touchedAtMs = Number.NEGATIVE_INFINITY;
  #touched = false;
  #seen: Progress | null = null;
  #busyAtMs = Number.NEGATIVE_INFINITY;

  constructor(host: AutosaveHost) {
    this.#host = host;
    this.#savedAtMs = host.nowMs();
  }

  /** The machine is kept from now on. */
  start(): void {
    if (!this.#used) this.#usedAtMs = this.#host.nowMs();
    this.#used = true;
    this.#started = true;
    this.noteOn();
  }

  /** The machine is switched on. While it is not nothing looks at it, and nothing here holds it. */
  noteOn(): void {
    if (this.#started) this.#timer ??= setInterval(() => this.#look(), LOOK_MS);
  }

  /** Somebody has used the machine: from now on it is kept. */
  noteUse(): void {
    this.start();
    this.noteChange();
  }

  /** Something happened in it that should not be lost. */
  noteChange(): void {
    this.#touched = true;
    this.#touchedAtMs = this.#host.nowMs();
  }

  /** All up to `progress` is saved. */
  noteSaved(progress: Progress | null, touchedSince: boolean): void {
    this.#savedAtMs = this.#host.nowMs();
    this.#savedProgress = progress;
    this.#touched = touchedSince;
  }

  /** Something happened since it was saved last, and somebody has used it. */
  get changed(): boolean {
    return this.#used && (this.#touched || this.#worked(this.#savedProgress));
  }

  stop(): void {
    this.#started = false;
    this.#rest();
  }

  #rest(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** It has executed more than an idle guest does since `before`. */
  #worked(before: Progress | null, worth = WORTH_INSTRUCTIONS): boolean {
    const now = this.#host.progress();
    if (now === null || before === null) return false;
    const seconds = Math.max(0, now.guestTimeNs - before.guestTimeNs) / 1e9;
    const idle = seconds * IDLE_INSTRUCTIONS_PER_SECOND;
    return now.instructions - before.instructions > worth + idle;
  }

  #look(): void {
    const now = this.#host.nowMs();
    if (this.#worked(this.#seen, 0)) this.#busyAtMs = now;
    this.#seen = this.#host.progress();
    if (this.#seen === null) return this.#rest();
    if (!this.changed) return;
    this.#host.noteUnsaved();
    const quiet = now - Math.max(this.#touchedAtMs, this.#busyAtMs) >= QUIET_MS;
    const isDue = this.#host.isKept()
      ? now - this.#savedAtMs >= BUSY_INTERVAL_MS
      : now - this.#usedAtMs >= FIRST_MS;
    if (quiet || isDue) void this.#host.save();
  }
}
