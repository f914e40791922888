import { FailureError } from '#protocol/failure';
import type {
  Counters,
  MachineConfig,
  MachineId,
  MachineStatus,
  RunResult,
  WaitOptions,
} from '#protocol/machine';
import { fileLocations } from './file-locations.ts';
import { hasEnded, isLive, isStarting } from './phase.ts';
import { type Pulse, readPulse } from './pulse.ts';
import { WorkerLink } from './worker-link.ts';

/** How long a status may trail the answer that made it true: they travel by different ports. */
const STATUS_TRAILS_MS = 1000;

const NOTHING_LOADED: MachineStatus = {
  phase: 'loading',
  step: 'image',
  loadedBytes: 0,
  totalBytes: 0,
};

/** What a machine tells the page about itself. */
export interface MachineEvents {
  handleStatus(status: MachineStatus): void;
  handlePulse(pulse: Pulse): void;
  /** It has a new worker: whoever shows its console has to open it anew. */
  handleNewLife(): void;
}

/** One machine as the page sees it, across as many workers as it takes. */
export class MachineClient {
  readonly id: MachineId;
  readonly config: MachineConfig;
  readonly #events: MachineEvents;
  readonly #statusWaiters = new Set<(status: MachineStatus) => void>();
  #link: WorkerLink;
  #status: MachineStatus = NOTHING_LOADED;
  #counters: Counters | null = null;

  constructor(id: MachineId, config: MachineConfig, events: MachineEvents) {
    this.id = id;
    this.config = config;
    this.#events = events;
    this.#link = this.#newLink();
  }

  get status(): MachineStatus {
    return this.#status;
  }

  async boot(): Promise<void> {
    await this.#link.boot(this.config, fileLocations());
    await this.#statusBecomes((status) => !isStarting(status));
  }

  async pause(): Promise<void> {
    await this.#link.call((api) => api.pause());
    await this.#statusBecomes((status) => !isLive(status));
  }

  async resume(): Promise<void> {
    await this.#link.call((api) => api.resume());
    await this.#statusBecomes((status) => status.phase !== 'paused');
  }

  /** Where the machine failed, its worker is not trusted with another try: it gets a new one. */
  async reset(): Promise<void> {
    if (this.#status.phase !== 'failed') {
      await this.#link.call((api) => api.reset());
      await this.#statusBecomes((status) => !isStarting(status) && !hasEnded(status));
      return;
    }
    this.#endLink('was started again');
    this.#setStatus(NOTHING_LOADED);
    this.#link = this.#newLink();
    this.#events.handleNewLife();
    await this.boot();
  }

  async powerOff(): Promise<void> {
    await this.#link.call((api) => api.powerOff());
    await this.#statusBecomes(hasEnded);
  }

  type(text: string): Promise<void> {
    return this.#link.call((api) => api.type(text));
  }

  waitFor(text: string | RegExp, options?: WaitOptions): Promise<string> {
    return this.#link.call((api) => api.waitFor(text, options));
  }

  run(command: string, options?: WaitOptions): Promise<RunResult> {
    return this.#link.call((api) => api.run(command, options));
  }

  screen(): Promise<string> {
    return this.#link.call((api) => api.screen());
  }

  counters(): Promise<Counters> {
    return this.#link.call((api) => api.counters());
  }

  openConsole(): MessagePort {
    return this.#link.openConsole();
  }

  /** Ends the worker, and the machine with it. */
  end(): void {
    this.#endLink('was removed');
    if (!hasEnded(this.#status)) this.#setStatus({ phase: 'off', by: 'user' });
  }

  #endLink(what: string): void {
    const message = `${this.config.name} ${what} before it could answer.`;
    this.#link.end(new FailureError('WorkerLost', message));
  }

  #newLink(): WorkerLink {
    this.#counters = null;
    return new WorkerLink(this.config.name, {
      handleStatus: (status) => {
        // A worker's failure is its last word: what it still says, such as of files on their way, is late.
        if (this.#status.phase !== 'failed') this.#setStatus(status);
      },
      handleCounters: (counters) => {
        // Where it stood when it ended is what stays on the screen.
        if (hasEnded(this.#status)) return;
        this.#events.handlePulse(readPulse(this.#counters, counters));
        this.#counters = counters;
      },
      handleLost: ({ name, message }) =>
        this.#setStatus({ phase: 'failed', failure: { name, message } }),
    });
  }

  #setStatus(status: MachineStatus): void {
    this.#status = status;
    this.#events.handleStatus(status);
    for (const waiter of this.#statusWaiters) waiter(status);
  }

  #statusBecomes(holds: (status: MachineStatus) => boolean): Promise<void> {
    if (holds(this.#status)) return Promise.resolve();
    return new Promise((resolve) => {
      const settle = (): void => {
        clearTimeout(timer);
        this.#statusWaiters.delete(waiter);
        resolve();
      };
      const waiter = (status: MachineStatus): void => {
        if (holds(status)) settle();
      };
      const timer = setTimeout(settle, STATUS_TRAILS_MS);
      this.#statusWaiters.add(waiter);
    });
  }
}
