import type { ConsolePort } from '#protocol/console';
import type { Counters, Progress } from '#protocol/counters';
import type { MachineLibrary } from '#protocol/frozen-machine';
import type {
  FileLocations,
  FreezeOptions,
  JitMode,
  KeepStatus,
  MachineApi,
  MachineConfig,
  MachineStatus,
  RunResult,
  SampledFor,
  Thawed,
  ThawOptions,
  ThawSource,
  WaitOptions,
} from '#protocol/machine';
import type { Cancellable, SnapshotId, SnapshotInfo } from '#protocol/snapshots';
import type { Tempo } from '#protocol/tempo';
import type {
  ConsoleFrame,
  Step,
  StepTarget,
  TakeOverOptions,
  Timeline,
  TimelineMark,
} from '#protocol/timeline';
import type { Engine } from '../engine/engine.ts';
import type { GuestDisk } from '../engine/guest-disk.ts';
import { checkedName } from '../snapshots/names.ts';
import {
  markName,
  requireCpuCap,
  requireFrames,
  requireJitMode,
  requirePastBudget,
  requireRate,
  requireStepTarget,
  requireText,
  timeLimitMs,
} from './arguments.ts';
import type { Claims } from './claims.ts';
import { guestStopped, nothingToSwitchOn } from './ends.ts';
import { keepReplay } from './keep-replay.ts';
import { Keeper, type TakenMachine } from './keeper.ts';
import type { AskedMachine } from './loaded-machine.ts';
import { Ownership } from './ownership.ts';
import { Power, type PowerHost } from './power.ts';
import type { CyclePast } from './recording.ts';
import { type RemoteLibrary, remoteLibrary } from './remote-library.ts';
import { resumeIn, standingStill, thawNew } from './resuming.ts';
import { Rewinding } from './rewinding.ts';
import { nothingToFreeze, takeMachine } from './taking.ts';

/** What a machine needs of the place it runs in. */
export interface MachineHost extends PowerHost {
  /** Sees to it that no other tab has the machine; nobody does unless told. */
  readonly claims?: Claims;
  /** Hears of bugs that the machine survives; nobody does unless told. */
  noteBug?(error: unknown): void;
}

/** One machine: the verbs of the contract. */
export class Machine implements MachineApi {
  readonly #host: MachineHost;
  readonly #power: Power;
  readonly #keeper: Keeper;
  readonly #rewinding: Rewinding;
  readonly #ownership: Ownership;
  #asked: AskedMachine | null = null;
  /** Set as soon as it was asked to boot or thaw. */
  #locations: FileLocations | null = null;
  #remoteLibrary: RemoteLibrary | null = null;
  /** Marks the instant of what was taken. */
  readonly #marking = new WeakMap<TakenMachine, (name: string) => void>();

  constructor(host: MachineHost) {
    this.#host = { readStoredFile: (sha256) => this.#keeper.imageFile(sha256), ...host };
    this.#power = new Power(this.#host, {
      handleUse: () => this.#keeper.noteUse(),
      handleOutput: () => this.#keeper.noteOutput(),
      handleNewPc: () => this.#keeper.noteNewPc(),
      handleFailed: () => this.#ownership.letGo(),
      // A failure of it shows as the machine's status.
      handleReboot: () => void this.reset().catch(() => {}),
    });
    this.#keeper = new Keeper({
      progress: () => this.#power.readings.presentProgress,
      isInPast: () => this.status.phase === 'rewound',
      take: (pages) => this.#rewinding.inPresent(() => this.take(pages)),
      noteKept: (taken, name) => this.#marking.get(taken)?.(name),
      noteBug: (error) => host.noteBug?.(error),
    });
    this.#rewinding = new Rewinding(this.#power, this.#keeper);
    this.#ownership = new Ownership(host.claims, this.#power, this.#keeper);
  }

  get status(): MachineStatus {
    return this.#power.status;
  }

  /** The PC of this power cycle; null while there is none. For tests and the bench. */
  get engine(): Engine | null {
    return this.#power.cycle?.engine ?? null;
  }

  /** The disk of this power cycle; null while there is none. For tests. */
  get disk(): GuestDisk | null {
    return this.#power.loaded?.disk ?? null;
  }

  /** What is kept of its past; null while there is none. For tests. */
  get past(): CyclePast | null {
    return this.#power.past;
  }

  watchStatus(listener: (status: MachineStatus) => void): void {
    this.#power.watch(listener);
  }

  watchKeeping(listener: (status: KeepStatus) => void): void {
    this.#keeper.watch(listener);
  }

  openConsole(port: ConsolePort): void {
    this.#power.console.connect(port);
  }

  connectLibrary(port: MessagePort): void {
    this.#remoteLibrary?.end();
    this.#remoteLibrary = remoteLibrary(port);
    this.attachLibrary(this.#remoteLibrary);
  }

  /** As `connectLibrary` does, for a library in the same thread. */
  attachLibrary(library: MachineLibrary): void {
    this.#keeper.connect(library);
  }

  async boot(config: MachineConfig, locations: FileLocations): Promise<void> {
    if (this.#locations) throw this.#power.refusal('be started a second time');
    this.#locations = locations;
    this.#asked = { config, locations };
    // A machine that has just been made is nobody else's.
    await Promise.all([
      this.#power.on(this.#asked, locations),
      this.#ownership.claim(this.#keeper.lineage, false),
    ]);
  }

  async thaw(source: ThawSource, options: ThawOptions, locations: FileLocations): Promise<Thawed> {
    if (this.#locations) throw this.#power.refusal('be started a second time');
    this.#locations = locations;
    const { changes } = this.#power;
    this.#power.setStatus({ phase: 'loading', step: 'snapshot', loadedBytes: 0, totalBytes: 0 });
    try {
      return await thawNew(this.#power, this.#keeper, {
        source,
        options,
        locations,
        host: this.#host,
        claim: (lineage) => this.#ownership.claim(lineage, options.takeOver ?? false),
      });
    } catch (error) {
      this.#ownership.letGo();
      throw this.#power.fail(error, changes);
    }
  }

  async freeze({ name }: FreezeOptions = {}): Promise<SnapshotInfo> {
    this.#power.cycleIn(['booting', 'running', 'paused'], 'be frozen');
    // Before anything is taken: what is taken and not written has to be taken whole the next time.
    const checked = name === undefined ? null : checkedName(name);
    return this.#keeper.freeze('kept', checked);
  }

  async resumeFrom(id: SnapshotId): Promise<Thawed> {
    const { loaded, changes } = this.#power;
    const { phase } = this.status;
    // One that failed may be another tab's by now.
    if (!loaded || phase === 'loading' || phase === 'failed') {
      throw this.#power.refusal('be resumed from a snapshot');
    }
    return this.#keeper.inTurn(() =>
      standingStill(this.#power, () =>
        resumeIn(this.#power, this.#keeper, id, { loaded, changes }),
      ),
    );
  }

  /** Freezes it for whoever calls, in no library. The next `changes` are against this. */
  async take(pages: 'changes' | 'whole'): Promise<TakenMachine> {
    const live = () => {
      const { cycle, loaded } = this.#power;
      if (!cycle || !loaded) throw nothingToFreeze();
      return { cycle, loaded };
    };
    const { engine } = live().cycle;
    if (engine.unsettled) await engine.settle();
    const { console, transcript, past } = this.#power;
    const marking = past?.kept.marks.snapshotAt(engine.clock.ns);
    const taken = await takeMachine(
      {
        ...live(),
        console,
        transcript,
        lineage: this.#keeper.lineage,
        createdAt: Math.round(this.#power.dateMs(live().cycle.engine)),
      },
      pages,
    );
    if (marking) this.#marking.set(taken, marking);
    return taken;
  }

  async keep(leaving = false): Promise<void> {
    const cycle = leaving && this.#power.runs ? this.#power.cycle : null;
    cycle?.stop();
    await this.#keeper.keep();
    // The page may not have gone.
    if (this.#power.cycle === cycle && this.#power.runs) cycle?.start();
  }

  async pause(): Promise<void> {
    // A step may be under way.
    if (['paused', 'rewound'].includes(this.status.phase)) return this.#rewinding.halt();
    this.#power.cycleIn(['booting', 'running'], 'be paused');
    this.#power.pause();
  }

  async resume(): Promise<void> {
    if (this.status.phase === 'rewound') return this.#rewinding.play();
    this.#power.run(this.#power.cycleIn(['paused', 'booting', 'running'], 'be resumed'));
  }

  async reset(): Promise<void> {
    if (!this.#locations || this.status.phase === 'loading') throw this.#power.refusal('be reset');
    if (!this.#power.loaded && !this.#asked) throw nothingToSwitchOn();
    await this.#rewinding.toPresent();
    this.#power.drop(guestStopped('it was reset'));
    this.#power.clearConsole();
    await Promise.all([this.#power.on(this.#asked, this.#locations), this.#ownership.claimAgain()]);
  }

  async powerOff(): Promise<void> {
    if (this.status.phase === 'off') return;
    await this.#rewinding.toPresent();
    this.#power.drop(guestStopped('it was switched off'));
    this.#power.setStatus({ phase: 'off', by: 'user' });
  }

  async type(text: string): Promise<void> {
    requireText(text, 'type');
    const cycle = this.#power.cycleIn(['booting', 'running', 'paused'], 'take key strokes');
    this.#keeper.noteUse();
    cycle.sendInput(new TextEncoder().encode(text));
  }

  async waitFor(text: string | RegExp, options: WaitOptions = {}): Promise<string> {
    if (!(text instanceof RegExp)) requireText(text, 'waitFor');
    return this.#power.transcript.waitFor(text, timeLimitMs(options));
  }

  async run(command: string, options: WaitOptions = {}): Promise<RunResult> {
    requireText(command, 'run');
    const cycle = this.#power.cycleIn(['running'], 'run a command');
    this.#keeper.noteUse();
    return cycle.run(command, timeLimitMs(options));
  }

  screen(): Promise<string> {
    const { model } = this.#power.console;
    return new Promise((resolve) => model.afterWrites(() => resolve(model.screenText())));
  }

  async progress(): Promise<Progress> {
    return this.#power.readings.progress;
  }

  async counters(): Promise<Counters> {
    return this.#power.readings.counters;
  }

  async resetCounters(): Promise<void> {
    this.#power.readings.countFromHere();
  }

  sample(on: boolean, by: SampledFor): Promise<void> {
    return this.#power.sampling.set(on, by, () => this.#power.cycle?.counts ?? null);
  }

  async setJit(mode: JitMode): Promise<void> {
    requireJitMode(mode);
    const cycle = this.#power.cycleIn(['booting', 'running', 'paused'], 'change its compiler');
    cycle.engine.give({ kind: 'jit', mode });
  }

  async timeline(): Promise<Timeline> {
    return this.#rewinding.timeline();
  }

  rewindTo(guestTimeNs: number): Promise<void> {
    return this.#rewinding.rewindTo(guestTimeNs);
  }

  async play(): Promise<void> {
    this.#rewinding.play();
  }

  takeOver(options: TakeOverOptions = {}): Promise<void> {
    return this.#rewinding.takeOver(options);
  }

  async setRate(rate: Tempo['rate'] | 0): Promise<void> {
    requireRate(rate);
    if (rate === 0) {
      await this.pause();
      return;
    }
    this.#power.tempo = { ...this.#power.tempo, rate };
  }

  async setCpuCap(instructionsPerSecond?: number): Promise<void> {
    requireCpuCap(instructionsPerSecond);
    this.#power.tempo = {
      ...this.#power.tempo,
      instructionsPerSecond: instructionsPerSecond ?? null,
    };
  }

  async tempo(): Promise<Tempo> {
    return this.#power.tempo;
  }

  async step(until: StepTarget): Promise<Step> {
    requireStepTarget(until);
    return this.#rewinding.step(until);
  }

  async bookmark(name: string, guestTimeNs?: number): Promise<TimelineMark> {
    return this.#rewinding.bookmark(markName(name), guestTimeNs);
  }

  async film(frames: number): Promise<readonly ConsoleFrame[]> {
    requireFrames(frames);
    return this.#rewinding.film(frames);
  }

  async recordReplay(
    fromNs: number,
    toNs: number,
    { name }: FreezeOptions = {},
    how?: Cancellable,
  ): Promise<SnapshotInfo> {
    const parts = { power: this.#power, keeper: this.#keeper, rewinding: this.#rewinding };
    const take = (pages: 'changes' | 'whole') => this.take(pages);
    const checked = name === undefined ? null : checkedName(name);
    return keepReplay({ ...parts, take }, { fromNs, toNs }, checked, how);
  }

  async setPastBudget(bytes: number): Promise<void> {
    requirePastBudget(bytes);
    this.#power.pastBytes = bytes;
  }
}
