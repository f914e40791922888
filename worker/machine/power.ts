import { type FailureError, toFailure } from '#protocol/failure';
import type { FileLocations, MachinePhase, MachineStatus } from '#protocol/machine';
import type { Tempo } from '#protocol/tempo';
import { Engine } from '../engine/engine.ts';
import type { Ahead } from '../timeline/ahead.ts';
import { ConsoleServer } from './console-server.ts';
import { emulatorCrashed, guestStopped, nothingToSwitchOn, notInThisPhase } from './ends.ts';
import { untilPrompt } from './first-prompt.ts';
import { giveIdentity, newIdentity } from './identity.ts';
import { type FileHost, loadFiles } from './image-files.ts';
import {
  type AskedMachine,
  engineOptions,
  type LoadedMachine,
  loadMachine,
  throttled,
} from './loaded-machine.ts';
import { Pace } from './pace.ts';
import { PowerCycle, type PowerEnd } from './power-cycle.ts';
import { Readings } from './readings.ts';
import { type CyclePast, recordCycle } from './recording.ts';
import { Sampling } from './sampling.ts';
import type { MachineTexts } from './snapshot-texts.ts';
import type { TimeSource } from './time-source.ts';
import { Transcript } from './transcript.ts';
import { Waiters } from './waiters.ts';

/** What a machine's past may take of the tab's memory, unless told. */
const DEFAULT_PAST_BYTES = 256 * 2 ** 20;

/** Draws the console empty: a full reset of the terminal (RIS). */
const CLEAR_CONSOLE = new TextEncoder().encode('\x1bc');

/** What power needs of the place it is switched on in. */
export interface PowerHost extends FileHost {
  /** The time of one power cycle; the host's clock unless told. */
  createTime?(): TimeSource;
  /** What the guest's wall clock shows at power-on, in milliseconds since 1970; the host's unless told. */
  epochMs?(): number;
}

/** What is told of a machine that is switched on. */
export interface PowerEvents {
  /** Somebody has typed on the console. */
  handleUse(): void;
  /** The guest has written on the console. */
  handleOutput(): void;
  /** A PC was built anew, from nothing. */
  handleNewPc(): void;
  /** The machine is lost. */
  handleFailed(): void;
  /** The guest wants to be switched off and on again. */
  handleReboot(): void;
}

/** Where a machine goes on. */
export interface Beginning {
  readonly engine: Engine;
  readonly loaded: LoadedMachine;
  readonly texts: MachineTexts;
  readonly paused: boolean;
  /** It is a replay, and stands at its beginning. */
  readonly ahead?: Ahead;
}

/** A machine's phases: what is loaded, the power cycle that runs, and what remains over all of them, the console. */
export class Power {
  readonly console: ConsoleServer;
  readonly transcript = new Transcript();
  readonly sampling = new Sampling();
  readonly readings: Readings;
  readonly #pace = new Pace();
  readonly #host: PowerHost;
  readonly #events: PowerEvents;
  readonly #listeners: ((status: MachineStatus) => void)[] = [];
  readonly #promptWaiters = new Waiters();
  #status: MachineStatus = { phase: 'loading', step: 'image', loadedBytes: 0, totalBytes: 0 };
  #loaded: LoadedMachine | null = null;
  #cycle: PowerCycle | null = null;
  #past: CyclePast | null = null;
  #pastBytes = DEFAULT_PAST_BYTES;
  #changes = 0;
  /** Why the last power cycle, or the way to one, was given up. */
  #dropReason = guestStopped('it was switched off');

  constructor(host: PowerHost, events: PowerEvents) {
    this.#host = host;
    this.#events = events;
    this.readings = new Readings(this);
    this.console = new ConsoleServer(
      (bytes) => {
        if (this.#status.phase === 'rewound') return;
        events.handleUse();
        this.#cycle?.sendInput(bytes);
      },
      (text) => this.#cycle?.sendInput(new TextEncoder().encode(text)),
      (columns, rows) => {
        this.#past?.noteConsoleSize(columns, rows);
        this.#cycle?.setConsoleSize(columns, rows);
      },
    );
  }

  get status(): MachineStatus {
    return this.#status;
  }

  /** The guest is not told to stand still. */
  get runs(): boolean {
    return this.#status.phase === 'running' || this.#status.phase === 'booting';
  }

  /** Null before the files have come. */
  get loaded(): LoadedMachine | null {
    return this.#loaded;
  }

  /** Null while the machine is not switched on. */
  get cycle(): PowerCycle | null {
    return this.#cycle;
  }

  /** Null while there is no cycle. */
  get past(): CyclePast | null {
    return this.#past;
  }

  set pastBytes(bytes: number) {
    this.#pastBytes = bytes;
    this.#past?.setBudget(bytes);
  }

  get tempo(): Tempo {
    return this.#pace.tempo;
  }

  /** Makes time go otherwise from now on, in this power cycle and those to come. */
  set tempo(tempo: Tempo) {
    const { engine } = this.#cycle ?? { engine: null };
    // In the past, slices are as long as they were.
    const usual = engine === null || this.#past?.inPast ? null : this.#usualSlice(engine);
    this.#pace.change(tempo, this.#cycle, usual);
  }

  /** Instructions of a slice, at least, where time goes as usual. */
  #usualSlice(engine: Engine): number {
    return this.#loaded?.files.compiled.sliceInstructions ?? engine.sliceInstructions;
  }

  /** Counts power-ons and power-offs, so that what was begun before one is not finished after it. */
  get changes(): number {
    return this.#changes;
  }

  watch(listener: (status: MachineStatus) => void): void {
    this.#listeners.push(listener);
    listener(this.#status);
  }

  setStatus(status: MachineStatus): void {
    this.#status = status;
    for (const listener of this.#listeners) listener(status);
  }

  /** What the guest's wall clock must have shown at power-on to be right when its own clock shows `guestNs`. */
  epochMs(guestNs: number): number {
    return this.#host.epochMs?.() ?? Date.now() - guestNs / 1e6;
  }

  /** What the guest's wall clock should show, in milliseconds since 1970. */
  dateMs(engine: Engine): number {
    return this.epochMs(engine.clock.ns) + engine.clock.ns / 1e6;
  }

  /** The running power cycle. Fails with `NotInThisPhase` when the machine is in another phase than these. */
  cycleIn(phases: readonly MachinePhase[], what: string): PowerCycle {
    if (!this.#cycle || !phases.includes(this.#status.phase)) throw this.refusal(what);
    return this.#cycle;
  }

  refusal(what: string): FailureError {
    return notInThisPhase(what, this.#status.phase);
  }

  /** Throws why, when the machine was switched on or off since `changes` were counted. */
  throwIfChanged(changes: number): void {
    if (changes !== this.#changes) throw this.#dropReason;
  }

  /** Loads what has not been loaded, switches on, and resolves at the prompt. `asked`: what to load; null: it is loaded. */
  async on(asked: AskedMachine | null, locations: FileLocations): Promise<void> {
    const changes = this.#changes;
    this.setStatus({ phase: 'loading', step: 'image', loadedBytes: 0, totalBytes: 0 });
    try {
      this.#loaded = await this.#load(asked, locations);
    } catch (error) {
      throw this.fail(error, changes);
    }
    this.throwIfChanged(changes);
    await this.#powerOn(this.#loaded);
  }

  /** Goes on from a snapshot, in place of what ran before. */
  begin({ engine, loaded, texts, paused, ahead }: Beginning): PowerCycle {
    this.#loaded = loaded;
    this.transcript.restore(texts.transcript);
    this.console.restore(texts.console);
    const cycle = this.#newCycle(engine, loaded, texts, ahead);
    this.#cycle = cycle;
    if (ahead !== undefined) {
      this.setStatus({ phase: 'rewound', playing: false });
      return cycle;
    }
    const { replies } = texts.console;
    if (replies !== '') cycle.sendInput(new TextEncoder().encode(replies));
    if (paused) this.setStatus({ phase: 'paused' });
    else this.run(cycle);
    return cycle;
  }

  /** Lets the guest run on. */
  run(cycle: PowerCycle): void {
    // Steps have made them short.
    this.#pace.adapt(cycle.engine, this.#usualSlice(cycle.engine));
    cycle.start();
    this.setStatus({ phase: cycle.prompted ? 'running' : 'booting' });
  }

  /** Lets the guest stand still. Legal in the present. */
  pause(): void {
    this.#cycle?.stop();
    this.setStatus({ phase: 'paused' });
  }

  /** A replay lives on: as a machine that begins as another was. */
  becomeCopy(): void {
    const cycle = this.#cycle;
    const { config } = this.#loaded ?? {};
    if (cycle === null || config === undefined) return;
    giveIdentity(cycle, newIdentity(config.image, config.network !== 'none'), true);
  }

  /** It stands in its present, and runs on; `anew`: that was the past until now. */
  goOn({ paused, anew }: { readonly paused: boolean; readonly anew: boolean }): void {
    const cycle = this.#cycle;
    if (cycle === null) return;
    const { engine } = cycle;
    this.#pace.adapt(engine, this.#usualSlice(engine));
    if (anew) engine.give({ kind: 'epoch', ms: Math.round(this.epochMs(engine.clock.ns)) });
    cycle.ask({ kind: 'clock' });
    cycle.setConsoleSize(this.console.model.columns, this.console.model.rows);
    if (paused) this.setStatus({ phase: 'paused' });
    else this.run(cycle);
  }

  clearConsole(): void {
    this.console.write(CLEAR_CONSOLE.slice());
  }

  /** Ends the power cycle, or the way to one; who waits for it is told why. */
  drop(reason: FailureError): void {
    this.#changes++;
    this.#dropReason = reason;
    this.readings.keepLast();
    this.#past?.end();
    this.#past = null;
    this.#cycle?.dispose(reason);
    this.#cycle = null;
    // The next one gets the size that was asked for meanwhile.
    this.console.leavePast();
    this.transcript.rejectAll(reason);
    this.#promptWaiters.rejectAll(reason);
  }

  /** The machine is lost, unless it was switched off or reset meanwhile. Returns the error to throw. */
  fail(error: unknown, changes: number): unknown {
    const expected = toFailure(error);
    const crash = emulatorCrashed(error);
    if (changes === this.#changes) {
      const { name, message } = expected ?? crash;
      this.drop(guestStopped(message));
      this.setStatus({ phase: 'failed', failure: { name, message } });
      this.#events.handleFailed();
    }
    // A failure of the library's worker is an error with that name, whatever its class.
    return expected === null ? crash : error;
  }

  /** What to boot from; a machine that was thawed has not needed its kernel before. */
  async #load(asked: AskedMachine | null, locations: FileLocations): Promise<LoadedMachine> {
    const loaded = this.#loaded;
    if (loaded?.files.kernel) return loaded;
    const tell = (loadedBytes: number, totalBytes: number): void => {
      // One file may have failed, or the machine been switched off, while others still arrive.
      if (this.#status.phase !== 'loading') return;
      this.setStatus({ phase: 'loading', step: 'image', loadedBytes, totalBytes });
    };
    if (loaded) {
      const files = await loadFiles(loaded.image, locations, this.#host, throttled(tell));
      return { ...loaded, files };
    }
    if (asked) return loadMachine(asked, this.#host, tell);
    throw nothingToSwitchOn();
  }

  /** Builds the PC and runs it to its prompt. */
  async #powerOn(loaded: LoadedMachine): Promise<void> {
    const changes = ++this.#changes;
    this.setStatus({ phase: 'loading', step: 'emulator', loadedBytes: 0, totalBytes: 0 });
    let engine: Engine;
    try {
      engine = await Engine.create(engineOptions(loaded, this.epochMs(0)));
    } catch (error) {
      throw this.fail(error, changes);
    }
    this.throwIfChanged(changes);
    this.#events.handleNewPc();
    this.#cycle = this.#newCycle(engine, loaded);
    this.setStatus({ phase: 'booting' });
    const prompted = untilPrompt(this.#promptWaiters, this.#cycle, this.transcript);
    this.#cycle.start();
    await prompted;
  }

  #newCycle(
    engine: Engine,
    loaded: LoadedMachine,
    texts?: MachineTexts,
    ahead?: Ahead,
  ): PowerCycle {
    const cycle = new PowerCycle({
      engine,
      time: this.#host.createTime?.() ?? this.#pace.newTime(),
      console: this.console,
      transcript: this.transcript,
      dateMs: () => this.dateMs(engine),
      ...(texts && { restored: texts.cycle }),
      onOutput: () => this.#events.handleOutput(),
      onPrompt: () => this.#handlePrompt(),
      onEnd: (end) => this.#handleEnd(end),
    });
    const { console, transcript } = this;
    const parts = { cycle, disk: loaded.disk, console, transcript };
    this.#past = recordCycle(parts, this.#pastBytes, ahead);
    if (ahead === undefined) this.#pace.adapt(engine, loaded.files.compiled.sliceInstructions);
    this.sampling.begin(cycle.counts);
    this.readings.begin();
    return cycle;
  }

  #handlePrompt(): void {
    this.setStatus({ phase: 'running' });
    this.#promptWaiters.resolveAll();
  }

  #handleEnd(end: PowerEnd): void {
    switch (end.kind) {
      case 'halted':
        this.drop(guestStopped('it switched itself off'));
        return this.setStatus({ phase: 'off', by: 'guest' });
      case 'panicked':
        this.drop(guestStopped(`its kernel panicked (${end.message})`));
        return this.setStatus({ phase: 'panicked', message: end.message });
      case 'rebooted':
        return this.#events.handleReboot();
      case 'crashed':
        void this.fail(emulatorCrashed(end.error), this.#changes);
        return;
      default:
        return end satisfies never;
    }
  }
}
