import type { ConsolePort } from '#protocol/console';
import { FailureError, toFailure } from '#protocol/failure';
import type {
  Counters,
  FileLocations,
  MachineApi,
  MachineConfig,
  MachinePhase,
  MachineStatus,
  RunResult,
  WaitOptions,
} from '#protocol/machine';
import { Engine } from '../engine/engine.ts';
import { requireText, timeLimitMs } from './arguments.ts';
import { ConsoleServer } from './console-server.ts';
import { emulatorCrashed, guestStopped } from './ends.ts';
import type { FileHost } from './image-files.ts';
import {
  type AskedMachine,
  engineOptions,
  type LoadedMachine,
  loadMachine,
} from './loaded-machine.ts';
import { PowerCycle, type PowerEnd } from './power-cycle.ts';
import { type TimeSource, WallTime } from './time-source.ts';
import { Transcript } from './transcript.ts';
import { Waiters } from './waiters.ts';

/** How long a boot may take before the one who waits for its prompt is told. */
const BOOT_TIMEOUT_MS = 120_000;

/** Draws the console empty: a full reset of the terminal (RIS). */
const CLEAR_CONSOLE = new TextEncoder().encode('\x1bc');

/** What a machine needs of the place it runs in. */
export interface MachineHost extends FileHost {
  /** The time of one power cycle; the host's clock unless told. */
  createTime?(): TimeSource;
  /** What the guest's wall clock shows at power-on, in milliseconds since 1970; the host's unless told. */
  epochMs?(): number;
}

/** One machine: its phases, and the verbs of the contract. */
export class Machine implements MachineApi {
  readonly #host: MachineHost;
  readonly #console: ConsoleServer;
  readonly #transcript = new Transcript();
  readonly #listeners: ((status: MachineStatus) => void)[] = [];
  #status: MachineStatus = { phase: 'loading', step: 'image', loadedBytes: 0, totalBytes: 0 };
  #asked: AskedMachine | null = null;
  #loaded: LoadedMachine | null = null;
  #cycle: PowerCycle | null = null;
  /** Counts power-ons and power-offs, so that what was begun before one is not finished after it. */
  #powerChanges = 0;
  /** Why the last power cycle, or the way to one, was given up. */
  #dropReason = guestStopped('it was switched off');
  readonly #promptWaiters = new Waiters();
  #lastCounters: Counters = { instructions: 0, guestTimeNs: 0, wallTimeMs: 0 };

  constructor(host: MachineHost) {
    this.#host = host;
    this.#console = new ConsoleServer(
      (bytes) => this.#cycle?.sendInput(bytes),
      (columns, rows) => this.#cycle?.setConsoleSize(columns, rows),
    );
  }

  get status(): MachineStatus {
    return this.#status;
  }

  /** The PC of this power cycle; null while there is none. For tests and the bench. */
  get engine(): Engine | null {
    return this.#cycle?.engine ?? null;
  }

  watchStatus(listener: (status: MachineStatus) => void): void {
    this.#listeners.push(listener);
    listener(this.#status);
  }

  openConsole(port: ConsolePort): void {
    this.#console.connect(port);
  }

  async boot(config: MachineConfig, locations: FileLocations): Promise<void> {
    if (this.#asked) throw this.#refusal('be started a second time');
    this.#asked = { config, locations };
    await this.#start(this.#asked);
  }

  connectLibrary(): void {}

  async thaw(): Promise<never> {
    throw this.#refusal('be thawed yet');
  }

  async freeze(): Promise<never> {
    throw this.#refusal('be frozen yet');
  }

  async resumeFrom(): Promise<never> {
    throw this.#refusal('be resumed yet');
  }

  async keep(): Promise<void> {}

  watchKeeping(): void {}

  async pause(): Promise<void> {
    if (this.#status.phase === 'paused') return;
    const cycle = this.#cycleIn(['booting', 'running'], 'be paused');
    cycle.stop();
    this.#setStatus({ phase: 'paused' });
  }

  async resume(): Promise<void> {
    const cycle = this.#cycleIn(['paused', 'booting', 'running'], 'be resumed');
    cycle.start();
    this.#setStatus({ phase: cycle.prompted ? 'running' : 'booting' });
  }

  async reset(): Promise<void> {
    if (!this.#asked || this.#status.phase === 'loading') throw this.#refusal('be reset');
    this.#dropCycle(guestStopped('it was reset'));
    this.#clearConsole();
    await this.#start(this.#asked);
  }

  async powerOff(): Promise<void> {
    if (this.#status.phase === 'off') return;
    this.#dropCycle(guestStopped('it was switched off'));
    this.#setStatus({ phase: 'off', by: 'user' });
  }

  async type(text: string): Promise<void> {
    requireText(text, 'type');
    const cycle = this.#cycleIn(['booting', 'running', 'paused'], 'take key strokes');
    cycle.sendInput(new TextEncoder().encode(text));
  }

  async waitFor(text: string | RegExp, options: WaitOptions = {}): Promise<string> {
    if (!(text instanceof RegExp)) requireText(text, 'waitFor');
    return this.#transcript.waitFor(text, timeLimitMs(options));
  }

  async run(command: string, options: WaitOptions = {}): Promise<RunResult> {
    requireText(command, 'run');
    const cycle = this.#cycleIn(['running'], 'run a command');
    return cycle.run(command, timeLimitMs(options));
  }

  screen(): Promise<string> {
    return new Promise((resolve) => {
      this.#console.model.afterWrites(() => resolve(this.#console.model.screenText()));
    });
  }

  async counters(): Promise<Counters> {
    return this.#cycle?.counters() ?? this.#lastCounters;
  }

  /** Loads what has not been loaded, and switches on. */
  async #start(asked: AskedMachine): Promise<void> {
    const powerChange = this.#powerChanges;
    try {
      this.#loaded ??= await this.#load(asked);
    } catch (error) {
      throw this.#fail(error, powerChange);
    }
    if (powerChange !== this.#powerChanges) throw this.#dropReason;
    await this.#powerOn(this.#loaded);
  }

  #load(asked: AskedMachine): Promise<LoadedMachine> {
    const tell = (loadedBytes: number, totalBytes: number): void =>
      this.#setStatus({ phase: 'loading', step: 'image', loadedBytes, totalBytes });
    tell(0, 0);
    return loadMachine(asked, this.#host, (loadedBytes, totalBytes) => {
      // One file may have failed, or the machine been switched off, while others still arrive.
      if (this.#status.phase === 'loading') tell(loadedBytes, totalBytes);
    });
  }

  /** Builds the PC and runs it to its prompt. */
  async #powerOn(loaded: LoadedMachine): Promise<void> {
    const powerChange = ++this.#powerChanges;
    this.#setStatus({ phase: 'loading', step: 'emulator', loadedBytes: 0, totalBytes: 0 });
    let engine: Engine;
    try {
      const epochMs = this.#host.epochMs?.() ?? Date.now();
      engine = await Engine.create(engineOptions(loaded, epochMs));
    } catch (error) {
      throw this.#fail(error, powerChange);
    }
    if (powerChange !== this.#powerChanges) throw this.#dropReason;
    this.#cycle = new PowerCycle({
      engine,
      time: this.#host.createTime?.() ?? new WallTime(),
      console: this.#console,
      transcript: this.#transcript,
      onPrompt: () => this.#handlePrompt(),
      onEnd: (end) => this.#handleEnd(end),
    });
    this.#setStatus({ phase: 'booting' });
    const prompted = this.#firstPrompt(this.#cycle);
    this.#cycle.start();
    await prompted;
  }

  /** Waits for the prompt while the guest runs: a pause does not count. */
  async #firstPrompt(cycle: PowerCycle): Promise<void> {
    const leftMs = () => BOOT_TIMEOUT_MS - cycle.counters().wallTimeMs;
    const noPrompt = () =>
      new FailureError(
        'NoPrompt',
        `The guest showed no shell prompt within ${BOOT_TIMEOUT_MS / 1000} s; it runs on. ${this.#transcript.lastSeen()}`,
      );
    for (;;) {
      try {
        return await this.#promptWaiters.wait(Math.max(1000, leftMs()), noPrompt);
      } catch (error) {
        if (toFailure(error)?.name !== 'NoPrompt' || leftMs() <= 0) throw error;
      }
    }
  }

  #handlePrompt(): void {
    this.#setStatus({ phase: 'running' });
    this.#promptWaiters.resolveAll();
  }

  #handleEnd(end: PowerEnd): void {
    switch (end.kind) {
      case 'halted':
        this.#dropCycle(guestStopped('it switched itself off'));
        return this.#setStatus({ phase: 'off', by: 'guest' });
      case 'panicked':
        this.#dropCycle(guestStopped(`its kernel panicked (${end.message})`));
        return this.#setStatus({ phase: 'panicked', message: end.message });
      case 'rebooted':
        // A failure of it shows as the machine's status.
        void this.reset().catch(() => {});
        return;
      case 'crashed':
        void this.#fail(emulatorCrashed(end.error), this.#powerChanges);
        return;
      default:
        return end satisfies never;
    }
  }

  #clearConsole(): void {
    this.#console.write(CLEAR_CONSOLE.slice());
  }

  /** The machine is lost, unless it was switched off or reset meanwhile. Returns the error to throw. */
  #fail(error: unknown, powerChange: number): unknown {
    const failure = toFailure(error) ?? emulatorCrashed(error);
    if (powerChange === this.#powerChanges) {
      this.#dropCycle(guestStopped(failure.message));
      const { name, message } = failure;
      this.#setStatus({ phase: 'failed', failure: { name, message } });
    }
    return error instanceof FailureError ? error : failure;
  }

  #dropCycle(reason: FailureError): void {
    this.#powerChanges++;
    this.#dropReason = reason;
    this.#lastCounters = this.#cycle?.counters() ?? this.#lastCounters;
    this.#cycle?.dispose(reason);
    this.#cycle = null;
    this.#transcript.rejectAll(reason);
    this.#promptWaiters.rejectAll(reason);
  }

  #cycleIn(phases: readonly MachinePhase[], what: string): PowerCycle {
    if (!this.#cycle || !phases.includes(this.#status.phase)) throw this.#refusal(what);
    return this.#cycle;
  }

  #refusal(what: string): FailureError {
    return new FailureError(
      'NotInThisPhase',
      `The machine cannot ${what} while it is ${this.#status.phase}; nothing was changed.`,
    );
  }

  #setStatus(status: MachineStatus): void {
    this.#status = status;
    for (const listener of this.#listeners) listener(status);
  }
}
