import type { MeasuredCounts } from '#protocol/counters';
import { PAGE_BYTES } from '#protocol/frozen-machine';
import { Meter } from '../meter/meter.ts';
import type { Sampler } from '../meter/sampler.ts';
import type { Activity } from './activity.ts';
import { AgentPort } from './agent-port.ts';
import { type BuiltV86, buildV86, type EngineOptions } from './build-v86.ts';
import { Counting } from './counting.ts';
import { COUNT_NAMES } from './counting-cells.ts';
import { type DeviceView, viewDevices } from './device-view.ts';
import { FolderRequests } from './folder-requests.ts';
import { type Checkpoint, Freezer } from './freezer.ts';
import type { CpuCondition, EngineState, FrozenEngine, Layer, Settings } from './frozen-engine.ts';
import { GuestClock } from './guest-clock.ts';
import { type GuestWorld, inGuestWorld, inGuestWorldUntilSettled } from './host-globals.ts';
import type { EngineInput, Tape } from './inputs.ts';
import { InstructionCount } from './instruction-count.ts';
import { Jit } from './jit.ts';
import { saveLeftOut } from './left-out.ts';
import type { AddressRange, PageRecord } from './memory-pages.ts';
import { MemoryWords } from './memory-words.ts';
import { SeededRandom } from './seeded-random.ts';
import { SerialPort } from './serial-port.ts';
import { CPU_STATE, type V86Emulator } from './v86-parts.ts';

const MIB = 2 ** 20;

/** One PC: v86 with our clock, our randomness, our compiler's timing and our run loop around it. */
export class Engine {
  readonly clock: GuestClock;
  readonly jit: Jit;
  readonly serial: SerialPort;
  readonly #emulator: V86Emulator;
  readonly #memory: WebAssembly.Memory;
  readonly #words: MemoryWords;
  readonly #instructions: InstructionCount;
  readonly #counting: Counting;
  readonly #world: GuestWorld;
  readonly #folder: FolderRequests;
  readonly #agent: AgentPort;
  readonly #freezer: Freezer;
  readonly #ramAddress: number;
  readonly #ramBytes: number;
  #condition: CpuCondition = 'running';
  #onWake: () => void = () => {};
  #tape: Tape | null = null;
  #inSlice = false;
  /** Nothing has been written to RAM since the last checkpoint. */
  #atCheckpoint = false;

  /**
   * Builds a PC, switched on and at its reset vector. Fails with `MemoryRefused`, `EmulatorUnknown` or `ImageMissing`.
   */
  static async create(options: EngineOptions): Promise<Engine> {
    const world = {
      clock: new GuestClock(options.epochMs, options.compiled.sliceInstructions),
      random: new SeededRandom(options.seed),
    };
    const meter = new Meter(COUNT_NAMES);
    return new Engine(world, await buildV86(options, world, meter), meter, options);
  }

  /**
   * Builds a PC that goes on where `frozen`, whose pages are all that are not zero, stood. Without a kernel v86 writes no
   * further than the first MiB of RAM, where it puts the BIOS. With `settings`, of the exact layer: so that it does again what the
   * frozen one did, given what was given to that.
   */
  static async thaw(
    options: EngineOptions,
    frozen: FrozenEngine,
    layer: Layer,
    settings?: Settings,
  ): Promise<Engine> {
    const engine = await Engine.create({ ...options, kernel: null });
    const untouched = {
      from: engine.#ramAddress + MIB,
      to: engine.#ramAddress + engine.#ramBytes,
    };
    engine.#prepare(frozen, layer, untouched, settings)(options.epochMs);
    return engine;
  }

  private constructor(world: GuestWorld, built: BuiltV86, meter: Meter, options: EngineOptions) {
    this.clock = world.clock;
    this.#world = world;
    this.#emulator = built.emulator;
    this.#memory = built.memory;
    this.#ramAddress = built.ramAddress;
    this.#ramBytes = options.memoryMiB * MIB;
    this.#words = new MemoryWords(built.memory);
    this.#instructions = new InstructionCount(this.#words);
    const { cpu } = built.emulator.v86;
    this.jit = new Jit(cpu, built.table);
    this.serial = new SerialPort(built.emulator);
    this.#counting = new Counting(
      built.emulator,
      this.#words,
      options.compiled.sliceInstructions,
      meter,
      (window) => this.give({ kind: 'window', window }),
    );
    this.#agent = new AgentPort(built.emulator);
    this.#folder = new FolderRequests(cpu.devices.virtio_9p.virtqueue);
    if (cpu.devices.virtio_net) cpu.devices.virtio_net.status = 0;
    cpu.reboot_internal = () => {
      this.#condition = 'reset';
    };
    built.emulator.v86.yield = () => {
      // What a device raises within a slice, that slice still hands to the CPU.
      if (!this.#inSlice) this.#onWake();
    };
    built.hooks.handleHalt = () => {
      this.#condition = 'halted';
    };
    built.hooks.modules = this.#counting.countModules(this.jit);
    this.#freezer = new Freezer({
      emulator: built.emulator,
      pages: built.pages,
      ram: { address: built.ramAddress, bytes: this.#ramBytes },
      cd: options.cd,
      clock: this.clock,
      jit: this.jit,
      instruments: this.#counting.instruments,
      ramView: () => this.ram,
      state: () => this.#state(),
      putState: (state) => this.#putState(state),
      goBackTo: (state) => {
        this.#counting.goBack(state.meter, state.markBytes);
        this.#putParts(state);
      },
    });
  }

  get condition(): CpuCondition {
    return this.#condition;
  }

  /** Instructions executed since power-on, exact between slices. */
  get instructions(): number {
    return this.#instructions.total;
  }

  /** The CPU waits in HLT for an interrupt. */
  get idle(): boolean {
    return (this.#words.at(CPU_STATE.inHlt) & 0xff) !== 0;
  }

  /** All that was counted since power-on. Legal between slices. */
  get measured(): MeasuredCounts {
    return this.#counting.measured(this.instructions);
  }

  /** Sums of it that cost little. Legal between slices. */
  get activity(): Activity {
    return this.#counting.activity;
  }

  /** Has instructions sampled from now on; null: no more. The guest does the same, only that slices end elsewhere. */
  set sampler(sampler: Sampler | null) {
    this.#counting.sampler = sampler;
  }

  /** Instructions that ran after the shell's last mark before its slice ended, at most. */
  get instructionsSinceMark(): number {
    return this.#counting.instruments.sinceCut;
  }

  /** Guest RAM: a view that is good until the next slice. */
  get ram(): Uint8Array {
    return new Uint8Array(this.#memory.buffer, this.#ramAddress, this.#ramBytes);
  }

  /** The whole of the emulator's memory, CPU state and registers included: good until the next slice. */
  get memory(): ArrayBuffer {
    return this.#memory.buffer;
  }

  /** What v86's devices hold, to be compared. */
  get deviceView(): DeviceView {
    return viewDevices(this.#emulator.v86.cpu);
  }

  /** Instructions that a slice executes, at least. */
  get sliceInstructions(): number {
    return this.#counting.instruments.sliceInstructions;
  }

  /** Calls `listener` when a device wakes the CPU between slices. */
  set onWake(listener: () => void) {
    this.#onWake = listener;
  }

  /** Hears of each input and slice from now on; null: nobody does. */
  set tape(tape: Tape | null) {
    this.#tape = tape;
  }

  /** Gives an input, before the next slice. Legal between slices. */
  give(input: EngineInput): void {
    this.#tape?.handleInput(input);
    this.#atCheckpoint = false;
    switch (input.kind) {
      case 'console':
        return this.serial.send(input.bytes);
      case 'agent':
        return inGuestWorld(this.#world, () => this.#agent.send(input.bytes));
      case 'compiler':
        return this.jit.setEnabled(input.allowed);
      case 'jit':
        return this.jit.setMode(input.mode);
      case 'window':
        return this.#counting.armWindow(input.window);
      case 'sliceLength':
        this.#counting.instruments.sliceInstructions = input.instructions;
        return;
      case 'epoch':
        return this.clock.rebase(input.ms);
      case 'seed':
        return this.#world.random.restore(new SeededRandom(input.seed).state);
      default:
        return input satisfies never;
    }
  }

  /**
   * Delivers waiting input and runs one slice from guest time `anchorNs`.
   *
   * @returns milliseconds that may pass, in guest time, before the next slice is of use; 0 while the guest is busy.
   */
  runSlice(anchorNs: number): number {
    this.#atCheckpoint = false;
    return inGuestWorld(this.#world, () => {
      const { idle } = this;
      const endedNs = this.clock.ns;
      this.#tape?.handleSlice(anchorNs, endedNs);
      this.clock.beginSlice(anchorNs, this.#instructions.counter, idle);
      this.#counting.beginSlice(idle ? this.clock.ns - endedNs : 0);
      this.serial.deliver();
      this.#inSlice = true;
      const idleMs = this.#emulator.v86.cpu.main_loop();
      this.#inSlice = false;
      this.clock.endSlice();
      this.jit.observeSlice(this.#instructions.observe(), this.clock.ns);
      this.jit.finishWritten();
      this.#counting.endSlice(() => this.ram);
      return idleMs;
    });
  }

  /** A device still works on what the last slice asked of it: `settle` it before the next one. */
  get unsettled(): boolean {
    return this.#folder.pending;
  }

  /** Lets devices finish. Takes no guest time, and no task of the host's. */
  settle(): Promise<void> {
    this.#atCheckpoint = false;
    return inGuestWorldUntilSettled(this.#world, () => this.#folder.settle());
  }

  /**
   * Copies all that this PC is; it goes on untouched. Of its memory, `changes` copies the pages that differ from when it
   * was last frozen or thawed, `whole` all that are not zero. Legal between slices, while not `unsettled`. Fails with
   * `MemoryRefused`; then the next freeze must be `whole`.
   */
  freeze(pages: 'changes' | 'whole'): FrozenEngine {
    return inGuestWorld(this.#world, () => this.#freezer.freeze(pages));
  }

  /**
   * Prepares to make this PC what `frozen` is, whose pages are those that differ from when this one was last frozen or
   * thawed; from `portable` on, only a `whole` freeze is complete. Takes the room and compiles the modules, and may fail with
   * a `RangeError` or an error of WebAssembly's; the PC stays as it is. What it returns does the rest, before the next slice:
   * the wall clock goes on as if it had shown `epochMs` at power-on. Legal between slices, while not `unsettled`.
   */
  prepareRestore(frozen: FrozenEngine, layer: Layer): (epochMs: number) => void {
    return this.#prepare(frozen, layer);
  }

  /** @param untouched what of memory has not been written since this PC was built; nothing unless told. */
  #prepare(
    frozen: FrozenEngine,
    layer: Layer,
    untouched?: AddressRange,
    settings?: Settings,
  ): (epochMs: number) => void {
    const restore = this.#freezer.prepareRestore(frozen, layer, untouched, settings);
    return (epochMs) => {
      this.#atCheckpoint = false;
      inGuestWorld(this.#world, () => restore(epochMs));
    };
  }

  /**
   * Marks a point to come back to in this PC, and tells what pages were at the last one, or at the one gone back to, that
   * differ now. It goes on untouched. Legal between slices, while not `unsettled`. Fails with `MemoryRefused`.
   *
   * @param search `all` looks at all of RAM, beyond what is known to have been written.
   */
  checkpoint(
    last: Checkpoint | null,
    search: 'written' | 'all' = 'written',
  ): { checkpoint: Checkpoint; before: PageRecord } {
    const made = inGuestWorld(this.#world, () => this.#freezer.checkpoint(last, search));
    this.#atCheckpoint = true;
    return made;
  }

  /** The next checkpoint is the first one. */
  forgetCheckpoint(): void {
    this.#freezer.forgetCheckpoint();
  }

  /** The same as `checkpoint`, but for the pages: nothing can be gone back to by it. */
  look(last: Checkpoint | null): Checkpoint {
    return inGuestWorld(this.#world, () => this.#freezer.look(last));
  }

  /** Number of guest RAM's first page among those of the emulator's memory. */
  get firstRamPage(): number {
    return this.#ramAddress / PAGE_BYTES;
  }

  /**
   * Goes back, or forward, to a checkpoint: through the records from the one that it stood at last to this one, in the order
   * of the way. Each becomes a record of the way back. Legal between slices, while not `unsettled`.
   */
  goTo(checkpoint: Checkpoint, way: readonly PageRecord[]): void {
    const ramAsMarked = this.#atCheckpoint;
    inGuestWorld(this.#world, () => this.#freezer.goTo(checkpoint, way, ramAsMarked));
    this.#atCheckpoint = true;
  }

  /** The PC has come to the next checkpoint by running on: what differs from now on is told from there. */
  moveOn(way: PageRecord): void {
    this.#freezer.moveOn(way);
    this.#atCheckpoint = true;
  }

  /**
   * Whether this PC is, to the byte, what it was at a checkpoint that it has come to by running on from the one next to it; the
   * record leads from there to here. Legal as `checkpoint` is.
   */
  isAt(checkpoint: Checkpoint, way: PageRecord): boolean {
    return inGuestWorld(this.#world, () => this.#freezer.isAt(checkpoint, way));
  }

  #putState(state: EngineState): void {
    this.#counting.restore(state.meter, state.markBytes);
    this.#putParts(state);
  }

  #putParts(state: EngineState): void {
    this.serial.restore(state.serial);
    this.#agent.restore(state.agentOutput);
    this.#world.random.restore(state.random);
    this.#instructions.restore(state.instructions);
    this.#condition = state.condition;
    // What restoring the devices read of it is not the guest's to see.
    this.clock.restore(state.clockNs);
  }

  #state(): EngineState {
    return {
      meter: this.#counting.state,
      markBytes: this.#counting.markBytes,
      jit: this.jit.state,
      serial: this.serial.state,
      agentOutput: this.#agent.state,
      random: this.#world.random.state,
      clockNs: this.clock.ns,
      instructions: this.instructions,
      condition: this.#condition,
      leftOut: saveLeftOut(this.#emulator.v86.cpu),
    };
  }

  /** What the agent has sent since the last call. */
  takeAgentOutput(): Uint8Array<ArrayBuffer>[] {
    return this.#agent.take();
  }
}
