import type { ConsolePort } from '#protocol/console';
import { FailureError, toFailure } from '#protocol/failure';
import type { MachineLibrary, StoredMachine } from '#protocol/frozen-machine';
import type {
  Counters,
  FileLocations,
  FreezeOptions,
  KeepStatus,
  MachineApi,
  MachineConfig,
  MachinePhase,
  MachineStatus,
  RunResult,
  Thawed,
  ThawOptions,
  ThawSource,
  WaitOptions,
} from '#protocol/machine';
import type { LineageId, SnapshotId, SnapshotInfo } from '#protocol/snapshots';
import { Engine } from '../engine/engine.ts';
import { loadV86 } from '../engine/load-v86.ts';
import { readSnapshotFile } from '../snapshots/read-file.ts';
import { requireText, timeLimitMs } from './arguments.ts';
import type { Claim, Claims } from './claims.ts';
import { ConsoleServer } from './console-server.ts';
import { emulatorCrashed, guestStopped, resumedElsewhere, takenOver } from './ends.ts';
import { giveIdentity, newIdentity } from './identity.ts';
import { type FileHost, FileLoader, filesOf, loadFiles, readBaked } from './image-files.ts';
import { Keeper, type TakenMachine } from './keeper.ts';
import {
  type AskedMachine,
  engineOptions,
  knownImage,
  type LoadedMachine,
  loadMachine,
  throttled,
} from './loaded-machine.ts';
import { PowerCycle, type PowerCycleState, type PowerEnd } from './power-cycle.ts';
import { remoteLibrary } from './remote-library.ts';
import { nothingToFreeze, takeMachine } from './taking.ts';
import { foreign, readThawable, sameParts, storedDisks, type Thawable } from './thawing.ts';
import { type TimeSource, WallTime } from './time-source.ts';
import { Transcript } from './transcript.ts';
import { Waiters } from './waiters.ts';

/** How long a boot may take before the one who waits for its prompt is told. */
const BOOT_TIMEOUT_MS = 120_000;

/** Draws the console empty: a full reset of the terminal (RIS). */
const CLEAR_CONSOLE = new TextEncoder().encode('\x1bc');

/** What a machine needs of the place it runs in. */
export interface MachineHost extends FileHost {
  /** Sees to it that no other tab has the machine; nobody does unless told. */
  readonly claims?: Claims;
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
  readonly #keeper: Keeper;
  #asked: AskedMachine | null = null;
  /** Set as soon as it was asked to boot or thaw. */
  #locations: FileLocations | null = null;
  #claim: Claim | null = null;
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
      (bytes) => {
        this.#keeper.noteUse();
        this.#cycle?.sendInput(bytes);
      },
      (text) => this.#cycle?.sendInput(new TextEncoder().encode(text)),
      (columns, rows) => this.#cycle?.setConsoleSize(columns, rows),
    );
    this.#keeper = new Keeper({
      progress: () => this.#cycle?.counters() ?? null,
      take: (pages) => this.take(pages),
    });
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
    if (this.#locations) throw this.#refusal('be started a second time');
    this.#locations = locations;
    this.#asked = { config, locations };
    // A machine that has just been made is nobody else's.
    await Promise.all([this.#start(), this.#claimAs(this.#keeper.lineage, false)]);
  }

  connectLibrary(port: MessagePort): void {
    this.attachLibrary(remoteLibrary(port));
  }

  /** As `connectLibrary` does, for a library in the same thread. */
  attachLibrary(library: MachineLibrary): void {
    this.#keeper.connect(library);
  }

  async thaw(source: ThawSource, options: ThawOptions, locations: FileLocations): Promise<Thawed> {
    if (this.#locations) throw this.#refusal('be started a second time');
    this.#locations = locations;
    const powerChange = ++this.#powerChanges;
    this.#setStatus({ phase: 'loading', step: 'snapshot', loadedBytes: 0, totalBytes: 0 });
    try {
      return await this.#thaw(source, options, powerChange);
    } catch (error) {
      throw this.#fail(error, powerChange);
    }
  }

  async freeze({ name }: FreezeOptions = {}): Promise<SnapshotInfo> {
    this.#cycleIn(['booting', 'running', 'paused'], 'be frozen');
    return this.#keeper.freeze('kept', name ?? null);
  }

  async resumeFrom(id: SnapshotId): Promise<Thawed> {
    const loaded = this.#loaded;
    if (!loaded || this.#status.phase === 'loading') throw this.#refusal('be resumed');
    return this.#keeper.inTurn(() => this.#resumeFrom(id, loaded));
  }

  /** Freezes it for whoever calls, in no library. The next `changes` are against this. */
  async take(pages: 'changes' | 'whole'): Promise<TakenMachine> {
    const live = () => {
      if (!this.#cycle || !this.#loaded) throw nothingToFreeze();
      return { cycle: this.#cycle, loaded: this.#loaded };
    };
    const { engine } = live().cycle;
    if (engine.unsettled) await engine.settle();
    const { cycle, loaded } = live();
    const date = this.#epochMs(engine.clock.ns) + engine.clock.ns / 1e6;
    return takeMachine(
      {
        loaded,
        cycle,
        console: this.#console,
        transcript: this.#transcript,
        lineage: this.#keeper.lineage,
        createdAt: Math.round(date),
      },
      pages,
    );
  }

  keep(): Promise<void> {
    return this.#keeper.keep();
  }

  watchKeeping(listener: (status: KeepStatus) => void): void {
    this.#keeper.watch(listener);
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
    if (!this.#locations || this.#status.phase === 'loading') throw this.#refusal('be reset');
    this.#dropCycle(guestStopped('it was reset'));
    this.#clearConsole();
    await this.#start();
  }

  async powerOff(): Promise<void> {
    if (this.#status.phase === 'off') return;
    this.#dropCycle(guestStopped('it was switched off'));
    this.#setStatus({ phase: 'off', by: 'user' });
  }

  async type(text: string): Promise<void> {
    requireText(text, 'type');
    const cycle = this.#cycleIn(['booting', 'running', 'paused'], 'take key strokes');
    this.#keeper.noteUse();
    cycle.sendInput(new TextEncoder().encode(text));
  }

  async waitFor(text: string | RegExp, options: WaitOptions = {}): Promise<string> {
    if (!(text instanceof RegExp)) requireText(text, 'waitFor');
    return this.#transcript.waitFor(text, timeLimitMs(options));
  }

  async run(command: string, options: WaitOptions = {}): Promise<RunResult> {
    requireText(command, 'run');
    const cycle = this.#cycleIn(['running'], 'run a command');
    this.#keeper.noteUse();
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
  async #start(): Promise<void> {
    const powerChange = this.#powerChanges;
    try {
      this.#loaded = await this.#load();
    } catch (error) {
      throw this.#fail(error, powerChange);
    }
    if (powerChange !== this.#powerChanges) throw this.#dropReason;
    await this.#powerOn(this.#loaded);
  }

  /** What to boot from; a machine that was thawed has not needed its kernel before. */
  async #load(): Promise<LoadedMachine> {
    const loaded = this.#loaded;
    if (loaded?.files.kernel) return loaded;
    const tell = (loadedBytes: number, totalBytes: number): void => {
      // One file may have failed, or the machine been switched off, while others still arrive.
      if (this.#status.phase !== 'loading') return;
      this.#setStatus({ phase: 'loading', step: 'image', loadedBytes, totalBytes });
    };
    this.#setStatus({ phase: 'loading', step: 'image', loadedBytes: 0, totalBytes: 0 });
    if (this.#asked && !loaded) return loadMachine(this.#asked, this.#host, tell);
    if (!loaded || !this.#locations) throw this.#refusal('be switched on');
    const files = await loadFiles(loaded.image, this.#locations, this.#host, throttled(tell));
    return { ...loaded, files };
  }

  /** Builds the PC and runs it to its prompt. */
  async #powerOn(loaded: LoadedMachine): Promise<void> {
    const powerChange = ++this.#powerChanges;
    this.#setStatus({ phase: 'loading', step: 'emulator', loadedBytes: 0, totalBytes: 0 });
    let engine: Engine;
    try {
      engine = await Engine.create(engineOptions(loaded, this.#epochMs(0)));
    } catch (error) {
      throw this.#fail(error, powerChange);
    }
    if (powerChange !== this.#powerChanges) throw this.#dropReason;
    this.#cycle = this.#newCycle(engine);
    this.#setStatus({ phase: 'booting' });
    const prompted = this.#firstPrompt(this.#cycle);
    this.#cycle.start();
    await prompted;
  }

  #newCycle(engine: Engine, restored?: PowerCycleState): PowerCycle {
    return new PowerCycle({
      engine,
      time: this.#host.createTime?.() ?? new WallTime(),
      console: this.#console,
      transcript: this.#transcript,
      dateMs: () => this.#epochMs(engine.clock.ns) + engine.clock.ns / 1e6,
      ...(restored && { restored }),
      onOutput: () => this.#keeper.noteOutput(),
      onPrompt: () => this.#handlePrompt(),
      onEnd: (end) => this.#handleEnd(end),
    });
  }

  /** What the guest's wall clock must have shown at power-on to be right when its own clock shows `guestNs`. */
  #epochMs(guestNs: number): number {
    return this.#host.epochMs?.() ?? Date.now() - guestNs / 1e6;
  }

  async #claimAs(lineage: LineageId, takeOver: boolean): Promise<void> {
    const before = this.#claim;
    this.#claim =
      (await this.#host.claims?.claim(lineage, takeOver, {
        handleWanted: () => void this.#yield(),
        handleLost: () => this.#handleTaken(),
      })) ?? null;
    before?.release();
  }

  /** Another tab wants the machine: it gets it saved. */
  async #yield(): Promise<void> {
    this.#cycle?.stop();
    await this.#keeper.keep();
    const claim = this.#claim;
    this.#handleTaken();
    claim?.release();
  }

  #handleTaken(): void {
    this.#claim = null;
    this.#keeper.stop();
    void this.#fail(takenOver(), this.#powerChanges);
  }

  async #thaw(source: ThawSource, options: ThawOptions, powerChange: number): Promise<Thawed> {
    const loader = new FileLoader(this.#requireLocations(), this.#host, () => {});
    loadV86().catch(() => {});
    const [compiled, { stored, bakedFile }] = await Promise.all([
      loader.emulator(),
      this.#readSource(source),
    ]);
    const thawable = readThawable(stored, compiled.sliceInstructions);
    const image = knownImage(stored.facts.machine.image);
    const lineage = options.as === 'same' ? stored.facts.lineage : this.#keeper.lineage;
    const [files] = await Promise.all([
      loader.files([image.bios, image.vgaBios]),
      this.#claimAs(lineage, options.takeOver ?? false),
    ]);
    const config = { ...stored.facts.machine, name: options.name ?? stored.facts.machine.name };
    const loaded = { config, image, files: filesOf(compiled, files), ...storedDisks(stored) };
    const { clockNs } = thawable.frozen.state;
    const engine = await Engine.thaw(
      engineOptions(loaded, this.#epochMs(clockNs)),
      thawable.frozen,
      thawable.layer,
    );
    if (powerChange !== this.#powerChanges) throw this.#dropReason;
    this.#loaded = loaded;
    return this.#goOn(engine, thawable, { lineage, bakedFile, ...options });
  }

  async #readSource(source: ThawSource): Promise<{
    stored: StoredMachine;
    bakedFile: Uint8Array<ArrayBuffer> | null;
  }> {
    if (source.kind === 'snapshot') {
      return { stored: await this.#keeper.library.read(source.id), bakedFile: null };
    }
    const bakedFile = await readBaked(source.location, this.#host, (loadedBytes, totalBytes) => {
      if (this.#status.phase !== 'loading') return;
      this.#setStatus({ phase: 'loading', step: 'snapshot', loadedBytes, totalBytes });
    });
    return { stored: await readSnapshotFile(bakedFile), bakedFile };
  }

  /** Makes this machine, switched on or not, what a snapshot was. */
  async #resumeFrom(id: SnapshotId, loaded: LoadedMachine): Promise<Thawed> {
    const { base, library, lineage } = this.#keeper;
    const { sliceInstructions } = loaded.files.compiled;
    const stored = await library.read(id, this.#cycle ? base : null);
    const { machine } = stored.facts;
    if (!sameParts(machine, loaded.config)) {
      throw foreign(machine, 'its memory, disk or network card is not that of this machine');
    }
    const thawable = readThawable(stored, sliceInstructions);
    const as = stored.facts.lineage === lineage ? 'same' : 'copy';
    const place = { lineage, as, bakedFile: null } as const;
    if (stored.base !== null && thawable.layer === 'exact' && this.#cycle) {
      const engine = await this.#restoreInPlace(this.#cycle, thawable, loaded);
      return this.#goOn(engine, thawable, place);
    }
    const whole = stored.base === null ? stored : await library.read(id);
    const wholeThawable = readThawable(whole, sliceInstructions);
    const { frozen, layer } = wholeThawable;
    const fresh = { ...loaded, ...storedDisks(whole) };
    const epochMs = this.#epochMs(frozen.state.clockNs);
    const engine = await Engine.thaw(engineOptions(fresh, epochMs), frozen, layer);
    this.#dropCycle(resumedElsewhere());
    this.#loaded = fresh;
    return this.#goOn(engine, wholeThawable, place);
  }

  async #restoreInPlace(
    { engine }: PowerCycle,
    { stored, frozen, layer }: Thawable,
    { disk }: LoadedMachine,
  ): Promise<Engine> {
    if (engine.unsettled) await engine.settle();
    this.#dropCycle(resumedElsewhere());
    engine.restore(frozen, layer, this.#epochMs(frozen.state.clockNs));
    disk?.revert();
    if (stored.regions.disk) disk?.put(stored.regions.disk.pages);
    return engine;
  }

  /** Runs on, or stands still, as a snapshot was. */
  #goOn(
    engine: Engine,
    { stored, texts, layer }: Thawable,
    options: Pick<ThawOptions, 'as' | 'paused'> & {
      readonly lineage: LineageId;
      readonly bakedFile: Uint8Array<ArrayBuffer> | null;
    },
  ): Thawed {
    const { lineage, bakedFile, as, paused = false } = options;
    this.#transcript.restore(texts.transcript);
    this.#console.restore(texts.console);
    const cycle = this.#newCycle(engine, texts.cycle);
    this.#cycle = cycle;
    if (texts.console.replies !== '')
      cycle.sendInput(new TextEncoder().encode(texts.console.replies));
    cycle.ask({ kind: 'clock' });
    const { machine } = stored.facts;
    const identity =
      as === 'copy'
        ? giveIdentity(
            cycle,
            newIdentity(machine.image, machine.network !== 'none'),
            stored.kind !== 'baked',
          )
        : null;
    this.#keeper.begin(
      {
        lineage,
        base: layer === 'exact' ? stored.id : null,
        parent: stored.kind === 'kept' ? stored.id : stored.parent,
        bakedFile,
      },
      stored,
    );
    if (paused) this.#setStatus({ phase: 'paused' });
    else {
      cycle.start();
      this.#setStatus({ phase: cycle.prompted ? 'running' : 'booting' });
    }
    return { config: this.#loaded?.config ?? machine, lineage, identity, layer };
  }

  #requireLocations(): FileLocations {
    if (this.#locations) return this.#locations;
    throw this.#refusal('be thawed');
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
