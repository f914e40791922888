import { findImage, type Image } from '#images/catalog';
import type { ConsolePort } from '#protocol/console';
import { FailureError, toFailure } from '#protocol/failure';
import type {
  Counters,
  Disk,
  FileLocations,
  MachineApi,
  MachineConfig,
  MachinePhase,
  MachineStatus,
  RunResult,
  WaitOptions,
} from '#protocol/machine';
import { Engine } from '../engine/engine.ts';
import { checkConfig } from './check-config.ts';
import { ConsoleServer } from './console-server.ts';
import { type LoadedImage, loadImage, type ReadFile } from './image-files.ts';
import { PowerCycle, type PowerEnd } from './power-cycle.ts';
import { type TimeSource, WallTime } from './time-source.ts';
import { Transcript } from './transcript.ts';
import { Waiters } from './waiters.ts';

const DEFAULT_TIMEOUT_MS = 30_000;

/** How long a boot may take before the one who waits for its prompt is told. */
const BOOT_TIMEOUT_MS = 120_000;

const MIB = 2 ** 20;

/** Draws the console empty: a full reset of the terminal (RIS). */
const CLEAR_CONSOLE = new TextEncoder().encode('\x1bc');

/** What a machine needs of the place it runs in. */
export interface MachineHost {
  readonly readFile: ReadFile;
  /** The time of one power cycle; the host's clock unless told. */
  createTime?(): TimeSource;
  /** What the guest's wall clock shows at power-on, in milliseconds since 1970; the host's unless told. */
  epochMs?(): number;
  readonly sliceInstructions?: number;
}

interface LoadedMachine {
  readonly config: MachineConfig;
  readonly image: Image;
  readonly files: LoadedImage;
  readonly wasm: Uint8Array<ArrayBuffer>;
  /** What the guest has written to it stays over a reset. */
  readonly disk: Uint8Array<ArrayBuffer> | null;
}

/** One machine: its phases, and the verbs of the contract. */
export class Machine implements MachineApi {
  readonly #host: MachineHost;
  readonly #console: ConsoleServer;
  readonly #transcript = new Transcript();
  readonly #listeners: ((status: MachineStatus) => void)[] = [];
  #status: MachineStatus = { phase: 'loading', step: 'image', loadedBytes: 0, totalBytes: 0 };
  #bootAsked = false;
  #loaded: LoadedMachine | null = null;
  #cycle: PowerCycle | null = null;
  /** Counts power-ons and power-offs, so that what was begun before one is not finished after it. */
  #powerChanges = 0;
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
    if (this.#bootAsked) throw this.#refusal('be started a second time');
    this.#bootAsked = true;
    const powerChange = this.#powerChanges;
    try {
      const loaded = await this.#load(config, locations);
      if (powerChange !== this.#powerChanges) throw guestStopped('it was switched off');
      this.#loaded = loaded;
    } catch (error) {
      throw this.#fail(error, powerChange);
    }
    await this.#powerOn(this.#loaded);
  }

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
    const loaded = this.#loaded;
    if (!loaded) throw this.#refusal('be reset');
    this.#dropCycle(guestStopped('it was reset'));
    this.#clearConsole();
    await this.#powerOn(loaded);
  }

  async powerOff(): Promise<void> {
    if (this.#status.phase === 'off') return;
    this.#dropCycle(guestStopped('it was switched off'));
    this.#setStatus({ phase: 'off', by: 'user' });
  }

  async type(text: string): Promise<void> {
    const cycle = this.#cycleIn(['booting', 'running', 'paused'], 'take key strokes');
    cycle.sendInput(new TextEncoder().encode(text));
  }

  waitFor(text: string | RegExp, options: WaitOptions = {}): Promise<string> {
    return this.#transcript.waitFor(text, options.timeoutMs ?? DEFAULT_TIMEOUT_MS);
  }

  async run(command: string, options: WaitOptions = {}): Promise<RunResult> {
    const cycle = this.#cycleIn(['running'], 'run a command');
    return cycle.run(command, options.timeoutMs ?? DEFAULT_TIMEOUT_MS);
  }

  screen(): Promise<string> {
    return new Promise((resolve) => {
      this.#console.model.afterWrites(() => resolve(this.#console.model.screenText()));
    });
  }

  async counters(): Promise<Counters> {
    return this.#cycle?.counters() ?? this.#lastCounters;
  }

  async #load(config: MachineConfig, locations: FileLocations): Promise<LoadedMachine> {
    const image = findImage(config.image);
    if (!image) {
      throw new FailureError(
        'ImageUnknown',
        `There is no image "${config.image}" in the catalogue, so no machine was started. Choose one of those that New machine offers.`,
      );
    }
    checkConfig(config, image);
    const [files, wasm] = await Promise.all([
      loadImage(image, locations.images, this.#host.readFile, (loadedBytes, totalBytes) => {
        // One file may have failed, or the machine been switched off, while others still arrive.
        if (this.#status.phase !== 'loading') return;
        this.#setStatus({ phase: 'loading', step: 'image', loadedBytes, totalBytes });
      }),
      this.#readEmulator(locations.emulator),
    ]);
    return { config, image, files, wasm, disk: diskBytes(config.disk) };
  }

  async #readEmulator(location: string): Promise<Uint8Array<ArrayBuffer>> {
    try {
      return await this.#host.readFile(location, () => {});
    } catch (cause) {
      throw new FailureError(
        'ImageMissing',
        'The emulator (v86.wasm) could not be fetched, so the machine was not started. Check the connection, then start it again.',
        { cause },
      );
    }
  }

  /** Builds the PC and runs it to its prompt. */
  async #powerOn(loaded: LoadedMachine): Promise<void> {
    const powerChange = ++this.#powerChanges;
    this.#setStatus({ phase: 'loading', step: 'emulator', loadedBytes: 0, totalBytes: 0 });
    let engine: Engine;
    try {
      engine = await this.#createEngine(loaded);
    } catch (error) {
      throw this.#fail(error, powerChange);
    }
    if (powerChange !== this.#powerChanges) throw guestStopped('it was switched off');
    this.#cycle = new PowerCycle({
      engine,
      time: this.#host.createTime?.() ?? new WallTime(),
      console: this.#console,
      transcript: this.#transcript,
      onPrompt: () => this.#handlePrompt(),
      onEnd: (end) => this.#handleEnd(end),
    });
    this.#setStatus({ phase: 'booting' });
    const prompted = this.#firstPrompt();
    this.#cycle.start();
    await prompted;
  }

  #createEngine({ config, image, files, wasm, disk }: LoadedMachine): Promise<Engine> {
    const { sliceInstructions } = this.#host;
    return Engine.create({
      wasm,
      ...files,
      commandLine: image.commandLine(config.memoryMiB),
      memoryMiB: config.memoryMiB,
      seed: config.seed,
      epochMs: this.#host.epochMs?.() ?? Date.now(),
      network: config.network,
      disk,
      cd: config.cd?.bytes ?? null,
      ...(sliceInstructions !== undefined && { sliceInstructions }),
    });
  }

  #firstPrompt(): Promise<void> {
    return this.#promptWaiters.wait(
      BOOT_TIMEOUT_MS,
      () =>
        new FailureError(
          'NoPrompt',
          `The guest showed no shell prompt within ${BOOT_TIMEOUT_MS / 1000} s; it runs on. ${this.#transcript.lastSeen()}`,
        ),
    );
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

/** A disk of the machine's own. */
function diskBytes(disk: Disk | null): Uint8Array<ArrayBuffer> | null {
  if (disk === null) return null;
  return disk.kind === 'blank' ? new Uint8Array(disk.sizeMiB * MIB) : disk.bytes.slice();
}

function guestStopped(why: string): FailureError {
  return new FailureError('GuestStopped', `The machine no longer runs: ${why}.`);
}

function emulatorCrashed(cause: unknown): FailureError {
  const what = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
  return new FailureError(
    'EmulatorCrashed',
    `The emulated PC crashed (${what}), and this machine cannot go on; others are not affected. Start it again.`,
    { cause },
  );
}
