import type * as Comlink from 'comlink';
import type { ConsolePort } from '#protocol/console';
import type { Counters, Progress } from '#protocol/counters';
import { FailureError, type FailureName, toFailure } from '#protocol/failure';
import {
  type FreezeOptions,
  frozenConfig,
  type JitMode,
  type KeepStatus,
  type MachineApi,
  type MachineId,
  type MachineStatus,
  type RunResult,
  type SampledFor,
  type Thawed,
  type WaitOptions,
} from '#protocol/machine';
import type { FrozenConfig, LineageId, SnapshotId, SnapshotInfo } from '#protocol/snapshots';
import { fileLocations } from './file-locations.ts';
import type { MachineStart } from './machine-start.ts';
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

/** What a boot would meet just as well; memory is not among it, as what is frozen needs more. */
const NOT_THE_FILES_FAULT: readonly FailureName[] = [
  'WorkerLost',
  'WebAssemblyMissing',
  'PageInsecure',
  'EmulatorUnknown',
];

/** What a machine is: told when that changes. */
export interface MachineNature {
  readonly config: FrozenConfig;
  /** Null until it is known: of a machine that booted, once it is frozen. */
  readonly lineage: LineageId | null;
}

/** What a machine tells the page about itself. */
export interface MachineEvents {
  handleStatus(status: MachineStatus): void;
  handleKeeping(keeping: KeepStatus): void;
  handlePulse(pulse: Pulse): void;
  handleNature(nature: MachineNature): void;
  /** It has a new worker: whoever shows its console has to open it anew. */
  handleNewLife(): void;
}

/** One machine as the page sees it, across as many workers as it takes. */
export class MachineClient {
  readonly id: MachineId;
  readonly #events: MachineEvents;
  readonly #statusWaiters = new Set<(status: MachineStatus) => void>();
  #start: MachineStart;
  #nature: MachineNature;
  #link: WorkerLink;
  #status: MachineStatus = NOTHING_LOADED;
  #keeping: KeepStatus | null = null;
  #progress: Progress | null = null;

  constructor(id: MachineId, start: MachineStart, events: MachineEvents) {
    this.id = id;
    this.#start = start;
    this.#nature =
      start.kind === 'snapshot' ? start : { config: frozenConfig(start.config), lineage: null };
    this.#events = events;
    this.#link = this.#newLink();
  }

  get config(): FrozenConfig {
    return this.#nature.config;
  }

  get lineage(): LineageId | null {
    return this.#nature.lineage;
  }

  /** How it came to run with this worker. */
  get start(): MachineStart {
    return this.#start;
  }

  get status(): MachineStatus {
    return this.#status;
  }

  /** Null until it has told. */
  get keeping(): KeepStatus | null {
    return this.#keeping;
  }

  /** Once, first of all. Null: it booted. */
  async begin(): Promise<Thawed | null> {
    const thawed = await this.#begin();
    await this.#statusBecomes((status) => !isStarting(status));
    return thawed;
  }

  /** With a new worker. */
  async beginAgain(start: MachineStart): Promise<Thawed | null> {
    this.#start = start;
    this.#renewLink();
    return this.begin();
  }

  async pause(): Promise<void> {
    await this.#link.call((api) => api.pause());
    await this.#statusBecomes((status) => !isLive(status));
  }

  async resume(): Promise<void> {
    await this.#link.call((api) => api.resume());
    await this.#statusBecomes((status) => status.phase !== 'paused');
  }

  /** A machine that failed needs a new worker: it begins again instead. */
  async reset(): Promise<void> {
    await this.#link.call((api) => api.reset());
    await this.#statusBecomes((status) => !isStarting(status) && !hasEnded(status));
  }

  async powerOff(): Promise<void> {
    await this.#link.call((api) => api.powerOff());
    await this.#statusBecomes(hasEnded);
  }

  async freeze(options?: FreezeOptions): Promise<SnapshotInfo> {
    const info = await this.#link.call((api) => api.freeze(options));
    this.#setNature({ config: this.config, lineage: info.lineage });
    return info;
  }

  async resumeFrom(id: SnapshotId): Promise<Thawed> {
    const thawed = await this.#link.call((api) => api.resumeFrom(id));
    this.#progress = null;
    this.#setNature(thawed);
    await this.#statusBecomes(isLive);
    return thawed;
  }

  /** Saves it now, where there is something to save and a worker to do it. */
  async keep(leaving: boolean): Promise<void> {
    await this.#link.call((api) => api.keep(leaving));
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

  resetCounters(): Promise<void> {
    return this.#link.call((api) => api.resetCounters());
  }

  sample(on: boolean, by: SampledFor): Promise<void> {
    return this.#link.call((api) => api.sample(on, by));
  }

  setJit(mode: JitMode): Promise<void> {
    return this.#link.call((api) => api.setJit(mode));
  }

  /** Anything else that a machine can be asked for. */
  call<Answer>(verb: (api: Comlink.Remote<MachineApi>) => Promise<Answer>): Promise<Answer> {
    return this.#link.call(verb);
  }

  openConsole(): ConsolePort {
    return this.#link.openConsole();
  }

  /** Ends the worker, and the machine with it. */
  end(): void {
    this.#endLink('was removed');
    if (!hasEnded(this.#status)) this.#setStatus({ phase: 'off', by: 'user' });
  }

  async #begin(): Promise<Thawed | null> {
    const start = this.#start;
    const files = fileLocations();
    switch (start.kind) {
      case 'boot':
        await this.#link.boot(start.config, files);
        return null;
      case 'snapshot': {
        const { id, options } = start;
        const thawed = await this.#link.thaw({ kind: 'snapshot', id }, options, files);
        this.#setNature(thawed);
        return thawed;
      }
      case 'baked': {
        const { config, location } = start;
        try {
          const options = { as: 'copy', name: config.name } as const;
          const thawed = await this.#link.thaw(
            { kind: 'baked', image: config.image, location },
            options,
            files,
          );
          this.#setNature(thawed);
          return thawed;
        } catch (error) {
          const failure = toFailure(error);
          if (failure === null || NOT_THE_FILES_FAULT.includes(failure.name)) throw error;
          this.#start = { kind: 'boot', config };
          this.#renewLink();
          return this.#begin();
        }
      }
    }
  }

  #renewLink(): void {
    this.#endLink('was started again');
    this.#setStatus(NOTHING_LOADED);
    this.#keeping = null;
    this.#link = this.#newLink();
    this.#events.handleNewLife();
  }

  #endLink(what: string): void {
    const message = `${this.config.name} ${what} before it could answer.`;
    this.#link.end(new FailureError('WorkerLost', message));
  }

  #newLink(): WorkerLink {
    this.#progress = null;
    return new WorkerLink(this.config.name, {
      handleStatus: (status) => {
        // A worker's failure is its last word: what it still says, such as of files on their way, is late.
        if (this.#status.phase !== 'failed') this.#setStatus(status);
      },
      handleKeeping: (keeping) => {
        this.#keeping = keeping;
        const { lineage, savedAt } = keeping;
        if (savedAt !== null && lineage !== this.lineage) {
          this.#setNature({ config: this.config, lineage });
        }
        this.#events.handleKeeping(keeping);
      },
      handleProgress: (progress) => {
        // Where it stood when it ended is what stays on the screen.
        if (hasEnded(this.#status)) return;
        // What it counts before it is what a snapshot was is another count.
        if (this.#status.phase === 'loading') {
          this.#progress = null;
          return;
        }
        this.#events.handlePulse(readPulse(this.#progress, progress));
        this.#progress = progress;
      },
      handleLost: ({ name, message }) =>
        this.#setStatus({ phase: 'failed', failure: { name, message } }),
    });
  }

  #setNature({ config, lineage }: MachineNature): void {
    this.#nature = { config, lineage };
    this.#events.handleNature(this.#nature);
  }

  #setStatus(status: MachineStatus): void {
    // From an instant of its past to another, or to the present, nothing was done that could be measured.
    if (status.phase === 'rewound' || this.#status.phase === 'rewound') this.#progress = null;
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
