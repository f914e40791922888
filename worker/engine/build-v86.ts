import { FailureError } from '#protocol/failure';
import type { NetworkCard } from '#protocol/machine';
import type { Meter } from '../meter/meter.ts';
import { countedImports } from './counted-imports.ts';
import { countingEdits, SHORT_LOOP } from './counted-wasm.ts';
import type { GuestDisk } from './guest-disk.ts';
import { type GuestWorld, inGuestWorldThroughout } from './host-globals.ts';
import { loadV86 } from './load-v86.ts';
import { type AddressRange, MemoryPages } from './memory-pages.ts';
import { DEFAULT_SLICE_INSTRUCTIONS, withSliceLength } from './slice-length.ts';
import {
  missingExports,
  missingImports,
  missingParts,
  type V86Constructor,
  type V86Emulator,
  type V86Exports,
  type V86Imports,
  type V86Options,
} from './v86-parts.ts';
import { withEditedFunctions } from './wasm-edit.ts';

const MIB = 2 ** 20;

/**
 * What v86's allocator gets beforehand, in bytes: its tables and the compiler's. What it asks of the host later lies behind
 * the copy that freezing needs, and a PC that goes back to before asks anew, each time (0.9 MiB a time was measured).
 */
const HEAP_BYTES = 16 * MIB;

/** v86's wasm, which counts, and the slice length of the machines that are made of it. */
export interface CompiledV86 {
  readonly module: WebAssembly.Module;
  /** The least instructions of a slice, unless it is told to end sooner; a whole number, 1 at least. */
  readonly sliceInstructions: number;
}

export interface EngineOptions {
  /** What `compileV86` made; good for any number of machines, each the faster for those before it. */
  readonly compiled: CompiledV86;
  readonly bios: Uint8Array;
  readonly vgaBios: Uint8Array;
  /** A bzImage and its command line; null for a machine that boots nothing, because it is thawed. */
  readonly kernel: { readonly bytes: Uint8Array; readonly commandLine: string } | null;
  readonly memoryMiB: number;
  /** Decides every random number the guest reads from its hardware. */
  readonly seed: number;
  /** The guest's wall clock at power-on, in milliseconds since 1970. */
  readonly epochMs: number;
  readonly network: NetworkCard;
  readonly disk: GuestDisk | null;
  /** Is only read. */
  readonly cd: GuestDisk | null;
}

/** Follows the modules that v86's just-in-time compiler writes and throws away. */
export interface ModuleObserver {
  handleWritten(index: number, start: number, stateFlags: number, code: Uint8Array): void;
  handleCleared(index: number): void;
  handleAllCleared(): void;
}

/** Where v86's calls go once the engine around it exists; before, nowhere. */
export interface V86Hooks {
  /** HLT with interrupts off. */
  handleHalt(): void;
  modules: ModuleObserver | null;
}

export interface BuiltV86 {
  readonly emulator: V86Emulator;
  readonly memory: WebAssembly.Memory;
  readonly table: WebAssembly.Table;
  /** Where guest RAM begins in `memory`. */
  readonly ramAddress: number;
  /** Null where there was no room for the copy that freezing needs. */
  readonly pages: MemoryPages | null;
  readonly hooks: V86Hooks;
}

/** v86's wasm with the guest's memory in it. */
interface AllocatedV86 {
  readonly exports: V86Exports;
  readonly ramAddress: number;
  readonly pages: MemoryPages | null;
}

/** Compiles v86's release wasm. Fails with `WebAssemblyMissing` or `EmulatorUnknown`. */
export async function compileV86(
  wasm: Uint8Array<ArrayBuffer>,
  sliceInstructions = DEFAULT_SLICE_INSTRUCTIONS,
): Promise<CompiledV86> {
  if (typeof WebAssembly === 'undefined') {
    throw new FailureError(
      'WebAssemblyMissing',
      'This browser does not run WebAssembly, which the emulator is made of, so no machine can start. Use a current Chrome, Edge, Firefox or Safari, and check that no policy switches WebAssembly off.',
    );
  }
  const patched = withSliceLength(wasm, SHORT_LOOP);
  if (patched === null) throw unknownBuild(['the slice length, three times in its wasm']);
  const counting = withEditedFunctions(patched, countingEdits());
  if (!('buffer' in counting)) throw unknownBuild(counting.map((name) => `function ${name}`));
  return { module: await WebAssembly.compile(counting), sliceInstructions };
}

/** Builds v86 with its imports in our hands, not running. Fails as `Engine.create` does. */
export async function buildV86(
  options: EngineOptions,
  world: GuestWorld,
  meter: Meter,
): Promise<BuiltV86> {
  const V86 = await loadV86();
  return inGuestWorldThroughout(world, () => construct(V86, options, world, meter));
}

function construct(
  V86: V86Constructor,
  options: EngineOptions,
  world: GuestWorld,
  meter: Meter,
): Promise<BuiltV86> {
  const hooks: V86Hooks = { handleHalt: () => {}, modules: null };
  return new Promise((resolve, reject) => {
    const instantiate = async (env: V86Imports): Promise<V86Exports> => {
      const { exports, ramAddress, pages } = await instantiateV86(
        countedImports(env, meter),
        options,
        world,
        hooks,
      );
      emulator.bus.register('emulator-loaded', () => {
        const missing = missingParts(emulator);
        if (missing.length > 0) return reject(unknownBuild(missing));
        resolve({
          emulator,
          memory: exports.memory,
          table: env.__indirect_function_table,
          ramAddress,
          pages,
          hooks,
        });
      });
      return exports;
    };
    const emulator = new V86({
      ...constructorOptions(options),
      wasm_fn: ({ env }) =>
        // v86 awaits this without a catch, so a failure must not reach it.
        instantiate(env).catch((error: unknown) => {
          reject(error);
          return new Promise<never>(() => {});
        }),
    });
  });
}

function unknownBuild(missing: readonly string[]): FailureError {
  return new FailureError(
    'EmulatorUnknown',
    `This build of v86 is not one that Snowglobe knows: it lacks ${missing.join(', ')}. No machine can start; install the version that package.json pins.`,
  );
}

async function instantiateV86(
  env: V86Imports,
  options: EngineOptions,
  world: GuestWorld,
  hooks: V86Hooks,
): Promise<AllocatedV86> {
  const absent = missingImports(env);
  if (absent.length > 0) throw unknownBuild(absent);
  let memory: WebAssembly.Memory | null = null;
  const code = (pointer: number, length: number) =>
    new Uint8Array(memory?.buffer ?? new ArrayBuffer(0), pointer >>> 0, length >>> 0);
  const imports: V86Imports = {
    ...env,
    microtick: () => world.clock.readForCpuMs(),
    get_rand_int: () => world.random.int32(),
    cpu_event_halt: () => hooks.handleHalt(),
    codegen_finalize: (index, start, stateFlags, pointer, length) =>
      hooks.modules?.handleWritten(index, start, stateFlags, code(pointer, length)),
    jit_clear_func: (index) => {
      hooks.modules?.handleCleared(index);
      env.jit_clear_func(index);
    },
    jit_clear_all_funcs: () => {
      hooks.modules?.handleAllCleared();
      env.jit_clear_all_funcs();
    },
  };
  const instance = await WebAssembly.instantiate(options.compiled.module, {
    env: { ...imports },
  });
  const allocated = withMemoryAllocated(instance.exports, options.memoryMiB);
  memory = allocated.exports.memory;
  return allocated;
}

/**
 * Allocates the guest's memory now, where a refusal can still be told: v86 would do so later, out of reach of any
 * catch. Whoever asks for an allocation after that, v86 first, gets the address of this one.
 */
function withMemoryAllocated(raw: WebAssembly.Exports, memoryMiB: number): AllocatedV86 {
  const absent = missingExports(raw);
  if (absent.length > 0) throw unknownBuild(absent);
  // Safe: the names were just found, and their types are v86's since its first wasm release.
  const exports = raw as V86Exports;
  exports.rust_init();
  const ramAddress = allocate(exports, memoryMiB);
  return {
    exports: { ...exports, rust_init: () => {}, allocate_memory: () => ramAddress },
    ramAddress,
    pages: pagesOf(exports, { from: ramAddress, to: ramAddress + memoryMiB * MIB }),
  };
}

function pagesOf(exports: V86Exports, ram: AddressRange): MemoryPages | null {
  try {
    exports.v86_free(exports.v86_malloc(HEAP_BYTES), HEAP_BYTES);
    return new MemoryPages(exports.memory, ram);
  } catch (error) {
    // The allocator traps where it is refused.
    if (error instanceof RangeError || error instanceof WebAssembly.RuntimeError) return null;
    throw error;
  }
}

function allocate(exports: V86Exports, memoryMiB: number): number {
  const bytes = memoryMiB * MIB;
  let address = 0;
  try {
    address = exports.allocate_memory(bytes);
  } catch (cause) {
    throw memoryRefused(memoryMiB, { cause });
  }
  // Where the memory has a fixed limit, the allocator answers with the address 0.
  if (address === 0 || address + bytes > exports.memory.buffer.byteLength) {
    throw memoryRefused(memoryMiB);
  }
  return address;
}

function memoryRefused(memoryMiB: number, options?: ErrorOptions): FailureError {
  return new FailureError(
    'MemoryRefused',
    `The browser did not give ${memoryMiB} MiB of memory for the machine, so it was not started. Choose less memory, or close other machines and tabs.`,
    options,
  );
}

function constructorOptions(options: EngineOptions): Omit<V86Options, 'wasm_fn'> {
  return {
    memory_size: options.memoryMiB * MIB,
    vga_memory_size: MIB,
    bios: { buffer: wordPadded(options.bios) },
    vga_bios: { buffer: wordPadded(options.vgaBios) },
    ...(options.kernel && {
      bzimage: { buffer: wordPadded(options.kernel.bytes) },
      cmdline: options.kernel.commandLine,
    }),
    ...(options.disk && { hda: options.disk }),
    ...(options.cd && { cdrom: options.cd }),
    preserve_mac_from_state_image: true,
    net_device: { type: options.network },
    filesystem: {},
    virtio_console: true,
    virtio_balloon: true,
    // Cold code, a boot above all, is faster without the compiler: the machine switches it on.
    disable_jit: true,
    disable_keyboard: true,
    disable_mouse: true,
    disable_speaker: true,
    autostart: false,
  };
}

/** v86 reads whole words of these files and writes into the kernel: it gets a copy of its own, of whole words. */
function wordPadded(bytes: Uint8Array): ArrayBuffer {
  const copy = new Uint8Array((bytes.length + 3) & ~3);
  copy.set(bytes);
  return copy.buffer;
}
