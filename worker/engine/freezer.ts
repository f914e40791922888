import { PAGE_BYTES } from '#protocol/frozen-machine';
import { DeviceBuffers } from './device-buffers.ts';
import { restoreDevices, saveDevices, saveDevicesBesideMemory } from './device-state.ts';
import { copied, freezeRefused } from './freeze-refused.ts';
import {
  type EngineState,
  type FrozenEngine,
  type Layer,
  putRam,
  type Settings,
} from './frozen-engine.ts';
import type { GuestClock } from './guest-clock.ts';
import type { GuestDisk } from './guest-disk.ts';
import type { Instruments } from './instruments.ts';
import type { Jit, MarkedJit } from './jit.ts';
import { joinDevices, type MarkedDevices, markDevices } from './marked-devices.ts';
import type { AddressRange, MemoryPages, PageRecord } from './memory-pages.ts';
import type { V86Emulator } from './v86-parts.ts';

const MIB = 2 ** 20;

/** A PC's parts, as far as freezing concerns them. */
export interface FreezableParts {
  readonly emulator: V86Emulator;
  /** Null where there was no room for the copy that freezing needs. */
  readonly pages: MemoryPages | null;
  readonly ram: { readonly address: number; readonly bytes: number };
  /** What was in the drive at power-on. */
  readonly cd: GuestDisk | null;
  readonly clock: GuestClock;
  readonly jit: Jit;
  readonly instruments: Instruments;
  ramView(): Uint8Array;
  /** All that is neither memory, nor modules, nor v86's devices. */
  state(): EngineState;
  putState(state: EngineState): void;
  /** The same in a memory that is what it was then, to the byte. */
  goBackTo(state: EngineState): void;
}

/** What a PC was at an instant, but its memory and its disks. Good in the tab and the PC that it was made in. */
export interface Checkpoint {
  readonly devices: MarkedDevices;
  readonly jit: MarkedJit;
  readonly state: EngineState;
  readonly epochMs: number;
  readonly sliceInstructions: number;
}

/** Freezes a PC and makes it what was frozen. All of it is legal between slices, in the guest's world. */
export class Freezer {
  readonly #parts: FreezableParts;
  readonly #deviceBuffers = new DeviceBuffers();

  constructor(parts: FreezableParts) {
    this.#parts = parts;
  }

  /** As `Engine.freeze` has it. */
  freeze(pages: 'changes' | 'whole'): FrozenEngine {
    const memory = this.#pages;
    return copied(this.#ramMiB, () => this.#copy(memory, pages));
  }

  /** As `Engine.prepareRestore` has it. */
  prepareRestore(
    frozen: FrozenEngine,
    layer: Layer,
    untouched?: AddressRange,
    settings: Settings | null = null,
  ): (epochMs: number) => void {
    const memory = this.#pages;
    const { jit, clock, ramView } = this.#parts;
    const join = this.#deviceBuffers.prepareJoin(frozen.devices);
    const modules = layer === 'exact' ? jit.compile(frozen.modules) : [];
    if (layer === 'exact') memory.fit(frozen.memory.pages);
    const { state } = frozen;
    return (epochMs) => {
      const devices = join();
      clock.rebase(epochMs);
      if (layer === 'exact') {
        this.#putDevices(state, devices);
        memory.revert(untouched);
        memory.put(frozen.memory.pages);
        jit.restore(state.jit, modules, settings?.jitMode);
      } else {
        memory.forget();
        putRam(frozen, ramView());
        this.#putDevices(state, devices);
        this.#deviceBuffers.forget();
        jit.restoreCold(state.jit);
      }
      if (settings === null) return this.#parts.putState(state);
      this.#parts.instruments.sliceInstructions = settings.sliceInstructions;
      this.#parts.goBackTo(state);
    };
  }

  /** As `Engine.checkpoint` has it. */
  checkpoint(
    last: Checkpoint | null,
    search: 'written' | 'all',
  ): { checkpoint: Checkpoint; before: PageRecord } {
    const memory = this.#pages;
    return copied(this.#ramMiB, () => {
      const checkpoint = this.look(last);
      return { checkpoint, before: memory.mark(search) };
    });
  }

  /** As `Engine.forgetCheckpoint` has it. */
  forgetCheckpoint(): void {
    this.#parts.pages?.forgetMark();
  }

  /** As `Engine.look` has it. */
  look(last: Checkpoint | null): Checkpoint {
    const { emulator, clock, jit, instruments } = this.#parts;
    const devices = markDevices(saveDevicesBesideMemory(emulator, clock), last?.devices ?? null);
    // Settles what is counted, in memory.
    const state = this.#parts.state();
    const { epochMs } = clock;
    const { sliceInstructions } = instruments;
    return { devices, jit: jit.mark(), state, epochMs, sliceInstructions };
  }

  /** As `Engine.goTo` has it. `ramAsMarked`: RAM is what it was at the last checkpoint. */
  goTo(checkpoint: Checkpoint, way: readonly PageRecord[], ramAsMarked: boolean): void {
    const { devices, jit, state } = checkpoint;
    const { address, bytes } = this.#parts.ram;
    const memory = this.#pages;
    this.#parts.clock.rebase(checkpoint.epochMs);
    this.#parts.instruments.sliceInstructions = checkpoint.sliceInstructions;
    this.#putDevices(state, joinDevices(devices));
    memory.goTo(way, ramAsMarked ? { from: address, to: address + bytes } : undefined);
    this.#parts.jit.goTo(jit);
    this.#parts.goBackTo(state);
  }

  /** As `Engine.moveOn` has it. */
  moveOn(way: PageRecord): void {
    this.#pages.moveOn(way);
  }

  /** As `Engine.isAt` has it. */
  isAt({ devices, state }: Checkpoint, way: PageRecord): boolean {
    const { emulator, clock } = this.#parts;
    // Both write to memory what making a checkpoint does: what v86 remembers of its last reading of the time, settled counts.
    const ownDevices = markDevices(saveDevicesBesideMemory(emulator, clock), devices);
    const ownState = this.#parts.state();
    return (
      isEqualState(ownState, state) &&
      ownDevices.info === devices.info &&
      ownDevices.pages.length === devices.pages.length &&
      ownDevices.pages.every((page, index) => page === devices.pages[index]) &&
      this.#pages.isChangedBy(way)
    );
  }

  get #ramMiB(): number {
    return this.#parts.ram.bytes / MIB;
  }

  /** Fails with `MemoryRefused`. */
  get #pages(): MemoryPages {
    const { pages } = this.#parts;
    if (pages === null) throw freezeRefused(this.#ramMiB);
    return pages;
  }

  #copy(memory: MemoryPages, pages: 'changes' | 'whole'): FrozenEngine {
    const { emulator, clock, ram, jit } = this.#parts;
    const devices = saveDevices(emulator, clock);
    return {
      devices: this.#deviceBuffers.split(devices, pages),
      memory: {
        pageCount: memory.count,
        pages: pages === 'changes' ? memory.takeChanges() : memory.takeWhole(),
      },
      ram: {
        firstPage: ram.address / PAGE_BYTES,
        pageCount: ram.bytes / PAGE_BYTES,
      },
      modules: jit.freeze(pages),
      state: this.#parts.state(),
    };
  }

  #putDevices(state: EngineState, devices: Uint8Array<ArrayBuffer>): void {
    const { emulator, clock, cd } = this.#parts;
    restoreDevices(emulator, clock, { ...state, state: devices, cd });
  }
}

function isEqualState(one: EngineState, other: EngineState): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
