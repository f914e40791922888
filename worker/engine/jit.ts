import type { FrozenModule } from '#protocol/frozen-machine';
import type { JitMode } from '#protocol/machine';
import { Busyness, type BusynessState } from './busyness.ts';
import { JIT_TABLE_OFFSET, type V86Cpu } from './v86-parts.ts';

/** What decides how a compiler goes on, beside the emulator's memory and the live modules. */
export interface JitState {
  readonly allowed: boolean;
  readonly enabled: boolean;
  readonly busyness: BusynessState;
}

/** A module that v86 has written. */
interface WrittenModule extends FrozenModule {
  readonly code: Uint8Array<ArrayBuffer>;
}

/** A module that is live, or can be made so. */
export interface ReadyModule extends WrittenModule {
  /** The guest's code in it. */
  readonly run: WebAssembly.ExportValue;
}

/** A compiler at a checkpoint. */
export interface MarkedJit {
  readonly modules: readonly ReadyModule[];
  readonly state: JitState;
  readonly mode: JitMode;
}

/**
 * v86's just-in-time compiler, made deterministic: a module that it has written becomes live when the slice ends,
 * whatever the host is doing. (v86 itself lets the browser compile beside the guest, so that the moment depends on the
 * host.)
 */
export class Jit {
  readonly #cpu: V86Cpu;
  readonly #table: WebAssembly.Table;
  #written: WrittenModule[] = [];
  readonly #live = new Map<number, ReadyModule>();
  /** The live modules of the last freeze, or of what this was restored to since. */
  #base: readonly ReadyModule[] = [];
  readonly #busyness = new Busyness();
  #mode: JitMode = 'auto';
  #allowed = false;
  #enabled = false;

  /** `cpu` must have been built with the compiler off. */
  constructor(cpu: V86Cpu, table: WebAssembly.Table) {
    this.#cpu = cpu;
    this.#table = table;
  }

  /** Modules that the guest's code runs in now. */
  get liveModules(): number {
    return this.#live.size;
  }

  /** New compilation is allowed, though the guest may do too little for it. */
  get allowed(): boolean {
    return this.#allowed;
  }

  /** The live modules, in the order in which they became so. Each is a wasm module that imports `e`, v86's `jit_imports`, and exports `f`. */
  get modules(): readonly WrittenModule[] {
    return [...this.#live.values()];
  }

  /** The live modules, to be kept; with `changes`, those that were there at the last freeze are named by their places in that. */
  freeze(pages: 'changes' | 'whole'): readonly FrozenModule[] {
    const places = new Map(pages === 'changes' ? this.#base.map(({ code }, at) => [code, at]) : []);
    this.#base = [...this.#live.values()];
    return this.#base.map(({ index, start, stateFlags, code }) => ({
      index,
      start,
      stateFlags,
      code: places.get(code) ?? code,
    }));
  }

  /** Legal between slices. */
  get state(): JitState {
    return {
      allowed: this.#allowed,
      enabled: this.#enabled,
      busyness: this.#busyness.state,
    };
  }

  /**
   * Makes modules ready for `restore`, and changes nothing; those of the last freeze are so already. Throws where one is none
   * that v86 has written.
   */
  compile(modules: readonly FrozenModule[]): readonly ReadyModule[] {
    return modules.map(({ index, start, stateFlags, code }) => {
      if (index + JIT_TABLE_OFFSET >= this.#table.length) {
        throw new Error('A compiled module has no place in the table.');
      }
      return { index, start, stateFlags, ...this.#compiled(code) };
    });
  }

  #compiled(code: FrozenModule['code']): Pick<ReadyModule, 'code' | 'run'> {
    if (typeof code === 'number') {
      const known = this.#base[code];
      if (known === undefined) throw new RangeError(`There was no module ${code}.`);
      return { code: known.code, run: known.run };
    }
    const compiled = new WebAssembly.Module(code);
    const instance = new WebAssembly.Instance(compiled, { e: this.#cpu.jit_imports });
    const run = instance.exports['f'];
    if (typeof run !== 'function') throw new Error('A compiled module has no function.');
    return { code, run };
  }

  /** What `goTo` comes back to. Legal between slices. */
  mark(): MarkedJit {
    return { modules: [...this.#live.values()], state: this.state, mode: this.#mode };
  }

  /** Becomes what it was, once the emulator's memory has. What was frozen last stays so. */
  goTo({ modules, state, mode }: MarkedJit): void {
    const base = this.#base;
    this.restore(state, modules, mode);
    this.#base = base;
  }

  /** Makes the modules of another live here, whose emulator's memory is a copy of the other's. */
  restore(
    { allowed, enabled, busyness }: JitState,
    modules: readonly ReadyModule[],
    mode: JitMode = 'auto',
  ): void {
    for (const index of this.#live.keys()) this.#table.set(index + JIT_TABLE_OFFSET, null);
    this.#live.clear();
    for (const module of modules) this.#putIntoTable(module);
    this.#base = modules;
    this.#mode = mode;
    this.#allowed = allowed;
    this.#enabled = enabled;
    this.#busyness.restore(busyness);
  }

  /** Goes on as another, with no module live and the emulator's own settings as they are at first. */
  restoreCold({ allowed, enabled, busyness }: JitState): void {
    this.restore({ allowed, enabled, busyness }, []);
    this.#cpu.set_jit_config(0, enabled ? 0 : 1);
  }

  /** Allows or stops new compilation; modules that are live stay so. */
  setEnabled(enabled: boolean): void {
    this.#allowed = enabled;
    this.#govern();
  }

  /**
   * Compiles whatever the guest does, or not at all, until told `auto`; `restore` ends it, too. Not at all means that what
   * was compiled before is dropped: all code is interpreted. Legal between slices.
   */
  setMode(mode: JitMode): void {
    this.#mode = mode;
    this.#govern();
    if (mode === false) this.#cpu.jit_clear_cache();
  }

  /** A slice has executed so many instructions, and ended at guest time `nowNs`. */
  observeSlice(instructions: number, nowNs: number): void {
    this.#busyness.observe(instructions, nowNs);
    this.#govern();
  }

  /** v86 has written a module; its bytes are copied, for v86 reuses the place. */
  handleWritten(index: number, start: number, stateFlags: number, code: Uint8Array): void {
    this.#written.push({ index, start, stateFlags, code: code.slice() });
  }

  handleCleared(index: number): void {
    this.#live.delete(index);
  }

  handleAllCleared(): void {
    this.#live.clear();
  }

  /** Makes every written module live. Legal between slices only. */
  finishWritten(): void {
    if (this.#written.length === 0) return;
    const written = this.#written;
    this.#written = [];
    for (const module of this.compile(written)) {
      this.#putIntoTable(module);
      this.#cpu.codegen_finalize_finished(module.index, module.start, module.stateFlags);
    }
  }

  #putIntoTable(module: ReadyModule): void {
    this.#table.set(module.index + JIT_TABLE_OFFSET, module.run);
    this.#live.set(module.index, module);
  }

  /** Compiling what an idle guest does now and then costs the host more than it will ever bring. */
  #govern(): void {
    const governed = this.#allowed && this.#busyness.busy;
    const enabled = this.#mode === 'auto' ? governed : this.#mode;
    if (enabled === this.#enabled) return;
    this.#enabled = enabled;
    this.#cpu.set_jit_config(0, enabled ? 0 : 1);
  }
}
