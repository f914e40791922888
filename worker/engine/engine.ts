import { type BuiltV86, buildV86, type EngineOptions } from './build-v86.ts';
import { restoreDevices, saveDevices } from './device-state.ts';
import { FolderRequests } from './folder-requests.ts';
import { GuestClock } from './guest-clock.ts';
import { type GuestWorld, inGuestWorld, inGuestWorldUntilSettled } from './host-globals.ts';
import { Jit, type JitState } from './jit.ts';
import { SeededRandom } from './seeded-random.ts';
import { SerialPort, type SerialState } from './serial-port.ts';
import { CPU_STATE, type V86Emulator } from './v86-parts.ts';

/** The virtio-console port that the guest agent listens on. */
const AGENT_PORT = 3;

const WASM_PAGE_BYTES = 65_536;

/** What the guest's CPU is doing: `halted` for ever (HLT with interrupts off), or asking for a `reset`. */
export type CpuCondition = 'running' | 'halted' | 'reset';

/**
 * All that a PC is at a slice boundary: with the same inputs from there on, whatever is thawed from it executes what the
 * frozen one does. Bound to this build of v86. Survives `structuredClone`.
 */
export interface FrozenEngine {
  /** CPU and devices without RAM, in v86's own format. */
  readonly devices: ArrayBuffer;
  /** The emulator's whole memory: guest RAM, the CPU's registers, the compiler's own state. */
  readonly memory: Uint8Array<ArrayBuffer>;
  readonly jit: JitState;
  readonly serial: SerialState;
  readonly agentOutput: readonly Uint8Array[];
  /** Four words that decide all random numbers to come. */
  readonly random: SeededRandom['state'];
  readonly clockNs: number;
  readonly instructions: number;
  readonly condition: CpuCondition;
}

/** One PC: v86 with our clock, our randomness, our compiler's timing and our run loop around it. */
export class Engine {
  readonly clock: GuestClock;
  readonly jit: Jit;
  readonly serial: SerialPort;
  readonly #emulator: V86Emulator;
  readonly #memory: WebAssembly.Memory;
  readonly #world: GuestWorld;
  readonly #folder: FolderRequests;
  readonly #ramAddress: number;
  readonly #ramBytes: number;
  #registers: Uint32Array;
  #instructions = 0;
  #lastCounter = 0;
  #condition: CpuCondition = 'running';
  #agentOutput: Uint8Array[] = [];
  #onWake: () => void = () => {};
  #inSlice = false;

  /**
   * Builds a PC, switched on and at its reset vector. Fails with `MemoryRefused`, `EmulatorUnknown` or `ImageMissing`.
   */
  static async create(options: EngineOptions): Promise<Engine> {
    const world = {
      clock: new GuestClock(options.epochMs, options.compiled.sliceInstructions),
      random: new SeededRandom(options.seed),
    };
    return new Engine(world, await buildV86(options, world), options);
  }

  /** Builds a PC that goes on where `frozen` stood. `options` are those the frozen one was built with. */
  static async thaw(options: EngineOptions, frozen: FrozenEngine): Promise<Engine> {
    const engine = await Engine.create(options);
    inGuestWorld(engine.#world, () => engine.#restore(frozen));
    return engine;
  }

  private constructor(world: GuestWorld, built: BuiltV86, options: EngineOptions) {
    this.clock = world.clock;
    this.#world = world;
    this.#emulator = built.emulator;
    this.#memory = built.memory;
    this.#ramAddress = built.ramAddress;
    this.#ramBytes = options.memoryMiB * 2 ** 20;
    this.#registers = new Uint32Array(built.memory.buffer);
    const { cpu } = built.emulator.v86;
    this.jit = new Jit(cpu, built.table);
    this.serial = new SerialPort(built.emulator);
    this.#folder = new FolderRequests(cpu.devices.virtio_9p.virtqueue);
    if (cpu.devices.virtio_net) cpu.devices.virtio_net.status = 0;
    cpu.reboot_internal = () => {
      this.#condition = 'reset';
    };
    built.emulator.v86.yield = () => {
      // What a device raises within a slice, that slice still hands to the CPU.
      if (!this.#inSlice) this.#onWake();
    };
    built.emulator.bus.register(`virtio-console${AGENT_PORT}-output-bytes`, (bytes: Uint8Array) => {
      this.#agentOutput.push(bytes.slice());
    });
    built.hooks.handleHalt = () => {
      this.#condition = 'halted';
    };
    built.hooks.modules = this.jit;
  }

  get condition(): CpuCondition {
    return this.#condition;
  }

  /** Instructions executed since power-on, exact between slices (v86's own counter wraps at 2^32). */
  get instructions(): number {
    return this.#instructions;
  }

  /** The CPU waits in HLT for an interrupt. */
  get idle(): boolean {
    return (this.#cell(CPU_STATE.inHlt) & 0xff) !== 0;
  }

  /** Guest RAM: a view that is good until the next slice. */
  get ram(): Uint8Array {
    return new Uint8Array(this.#memory.buffer, this.#ramAddress, this.#ramBytes);
  }

  /** The whole of the emulator's memory, CPU state and registers included: good until the next slice. */
  get memory(): ArrayBuffer {
    return this.#memory.buffer;
  }

  /** Calls `listener` when a device wakes the CPU between slices. */
  set onWake(listener: () => void) {
    this.#onWake = listener;
  }

  /**
   * Delivers waiting input and runs one slice from guest time `anchorNs`.
   *
   * @returns milliseconds that may pass, in guest time, before the next slice is of use; 0 while the guest is busy.
   */
  runSlice(anchorNs: number): number {
    return inGuestWorld(this.#world, () => {
      this.clock.beginSlice(anchorNs, this.#counter, this.idle);
      this.serial.deliver();
      this.#inSlice = true;
      const idleMs = this.#emulator.v86.cpu.main_loop();
      this.#inSlice = false;
      this.clock.endSlice();
      this.jit.observeSlice(this.#countInstructions(), this.clock.ns);
      this.jit.finishWritten();
      return idleMs;
    });
  }

  /** A device still works on what the last slice asked of it: `settle` it before the next one. */
  get unsettled(): boolean {
    return this.#folder.pending;
  }

  /** Lets devices finish. Takes no guest time, and no task of the host's. */
  settle(): Promise<void> {
    return inGuestWorldUntilSettled(this.#world, () => this.#folder.settle());
  }

  /** Copies all that this PC is. It goes on untouched. Legal between slices, while not `unsettled`. */
  freeze(): FrozenEngine {
    return inGuestWorld(this.#world, () => ({
      devices: saveDevices(this.#emulator, this.#memory),
      memory: new Uint8Array(this.#memory.buffer.slice()),
      jit: this.jit.state,
      serial: this.serial.state,
      agentOutput: [...this.#agentOutput],
      random: this.#world.random.state,
      clockNs: this.clock.ns,
      instructions: this.#instructions,
      condition: this.#condition,
    }));
  }

  #restore(frozen: FrozenEngine): void {
    this.clock.restore(frozen.clockNs);
    restoreDevices(this.#emulator, frozen.devices);
    const missing = frozen.memory.length - this.#memory.buffer.byteLength;
    if (missing > 0) this.#memory.grow(missing / WASM_PAGE_BYTES);
    new Uint8Array(this.#memory.buffer).set(frozen.memory);
    this.jit.restore(frozen.jit);
    this.serial.restore(frozen.serial);
    this.#agentOutput = [...frozen.agentOutput];
    this.#world.random.restore(frozen.random);
    this.#instructions = frozen.instructions;
    this.#lastCounter = this.#counter();
    this.#condition = frozen.condition;
    // What restoring the devices read of it is not the guest's to see.
    this.clock.restore(frozen.clockNs);
  }

  /** Sends bytes to the guest agent's port. They are lost when the agent is not listening. */
  sendToAgent(bytes: Uint8Array): void {
    inGuestWorld(this.#world, () => {
      this.#emulator.bus.send(`virtio-console${AGENT_PORT}-input-bytes`, bytes);
    });
  }

  /** What the agent has sent since the last call. */
  takeAgentOutput(): Uint8Array[] {
    const taken = this.#agentOutput;
    this.#agentOutput = [];
    return taken;
  }

  readonly #counter = (): number => this.#cell(CPU_STATE.instructionCounter);

  /** Adds up what the slice has executed, and returns it. */
  #countInstructions(): number {
    const counter = this.#counter();
    const executed = (counter - this.#lastCounter) >>> 0;
    this.#instructions += executed;
    this.#lastCounter = counter;
    return executed;
  }

  #cell(offset: number): number {
    // The wasm memory has grown: the old view is detached.
    if (this.#registers.length === 0) this.#registers = new Uint32Array(this.#memory.buffer);
    return this.#registers[offset >> 2] ?? 0;
  }
}
