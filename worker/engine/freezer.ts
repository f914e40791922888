import { PAGE_BYTES } from '#protocol/frozen-machine';
import { DeviceBuffers } from './device-buffers.ts';
import { restoreDevices, saveDevices } from './device-state.ts';
import { copied, freezeRefused } from './freeze-refused.ts';
import { type EngineState, type FrozenEngine, type Layer, putRam } from './frozen-engine.ts';
import type { GuestClock } from './guest-clock.ts';
import type { GuestDisk } from './guest-disk.ts';
import type { Jit } from './jit.ts';
import type { AddressRange, MemoryPages } from './memory-pages.ts';
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
  ramView(): Uint8Array;
  /** All that is neither memory, nor modules, nor v86's devices. */
  state(): EngineState;
  putState(state: EngineState): void;
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
        jit.restore(state.jit, modules);
      } else {
        memory.forget();
        putRam(frozen, ramView());
        this.#putDevices(state, devices);
        this.#deviceBuffers.forget();
        jit.restoreCold(state.jit);
      }
      this.#parts.putState(state);
    };
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
