import type { FrozenEmulator } from '#protocol/frozen-machine';

/**
 * The parts of v86 0.5.462 that the engine uses, most of them not in its own type declarations. Each name was found
 * in the minified package, so it survives minification; `missingImports`, `missingExports` and `missingParts` tell
 * what a build lacks, and the engine refuses it.
 */

/** The wasm of the version that package.json pins. */
export const V86_WASM = {
  path: 'v86.wasm',
  bytes: 2101621,
  sha256: 'aa0d0e149d6b60063b85de4871e78505637ce92821e14a9f9802c4008ba2336e',
} as const;

/** What a snapshot says of the emulator that it was made with. */
export function thisEmulator(sliceInstructions: number): FrozenEmulator {
  return {
    version: '0.5.462',
    sha256: V86_WASM.sha256,
    stateVersion: 6,
    sliceInstructions,
    exactVersion: 2,
  };
}

/** What v86's wasm imports (module `env`), before instantiation; each may be wrapped. */
export interface V86Imports {
  /** Milliseconds; the source of the TSC and of every hardware timer. */
  microtick(): number;
  /** 32 random bits, for RDRAND. */
  get_rand_int(): number;
  /** HLT with interrupts off: nothing but a reset ends it. */
  cpu_event_halt(): void;
  /** Between two slices: (acpi enabled, now) to the milliseconds until the next timer. */
  run_hardware_timers(acpi: number, now: number): number;
  io_port_read8(port: number): number;
  io_port_read16(port: number): number;
  io_port_read32(port: number): number;
  io_port_write8(port: number, value: number): void;
  io_port_write16(port: number, value: number): void;
  io_port_write32(port: number, value: number): void;
  mmap_read8(address: number): number;
  mmap_read32(address: number): number;
  mmap_write8(address: number, value: number): void;
  mmap_write16(address: number, value: number): void;
  mmap_write32(address: number, value: number): void;
  mmap_write64(address: number, low: number, high: number): void;
  mmap_write128(address: number, a: number, b: number, c: number, d: number): void;
  /** The JIT has written a wasm module of `length` bytes at `pointer`, to become function `index` of the table. */
  codegen_finalize(
    index: number,
    start: number,
    stateFlags: number,
    pointer: number,
    length: number,
  ): void;
  jit_clear_func(index: number): void;
  jit_clear_all_funcs(): void;
  stop_idling(): void;
  __indirect_function_table: WebAssembly.Table;
}

/** What v86's wasm exports, as far as it is used here. */
export interface V86Exports extends WebAssembly.Exports {
  memory: WebAssembly.Memory;
  rust_init(): void;
  allocate_memory(bytes: number): number;
  v86_malloc(bytes: number): number;
  v86_free(address: number, bytes: number): void;
}

/** `emulator.v86.cpu`. */
export interface V86Cpu {
  /** Runs one slice or idles: the milliseconds that may pass before the next call is of use. */
  main_loop(): number;
  /** Tells the JIT that module `index` is in the table. */
  codegen_finalize_finished(index: number, start: number, stateFlags: number): void;
  /** The imports of every JIT module. */
  jit_imports: WebAssembly.ModuleImports;
  /** (0, 1) stops new compilation, (0, 0) allows it; (1, n) sets the pages of a module. */
  set_jit_config(index: number, value: number): void;
  /** Drops every module that is live. */
  jit_clear_cache(): void;
  /** A device says that its interrupt line is high, or low; replaced by the engine. */
  device_raise_irq(line: number): void;
  device_lower_irq(line: number): void;
  /** Called by the keyboard controller and PCI when the guest asks for a reset; replaced by the engine. */
  reboot_internal(): void;
  /** Asked of each page of guest RAM while `save_state` packs it; answered yes, RAM is left out. */
  is_memory_zeroed(address: number, bytes: number): boolean;
  /** Puts a state's RAM back; replaced where the state has none. */
  unpack_memory(bitmap: object, packed: Uint8Array): void;
  /** Empties the TLB; `restore_state` does. */
  full_clear_tlb(): void;
  /** The page of code that was executed last, whose address in RAM the CPU remembers; -1: none. */
  readonly last_virt_eip: Int32Array;
  /** Views on the wasm memory over which `restore_state` writes numbers, so that the CPU never learns of them. */
  last_result: Int32Array;
  fpu_status_word: Uint16Array;
  mxcsr: Int32Array;
  fpu_control_word: Uint16Array;
  /** The time stamp counter as last stored: its low and its high half. */
  current_tsc: Uint32Array;
  instruction_counter: Uint32Array;
  /** Not zero when the guest has switched the local APIC on. */
  apic_enabled: Uint8Array;
  store_current_tsc(): void;
  /** Makes the time stamp counter what is given plus the offset that it had before. */
  set_tsc(low: number, high: number): void;
  get_state_pic(): unknown;
  get_state_apic(): unknown;
  get_state_ioapic(): unknown;
  /** What the guest reads of the firmware interface, and how far it has. */
  fw_value: unknown;
  fw_pointer: number;
  option_roms: unknown;
  io: {
    port_read8(port: number): number;
    port_write8(port: number, value: number): void;
    readonly ports: readonly { readonly device: { readonly name?: string } | undefined }[];
  };
  devices: V86Devices;
}

/** The devices that are used by name, and all others. */
export interface V86Devices {
  readonly [name: string]: object | undefined;
  readonly uart0: V86Uart;
  readonly ide: { readonly primary?: V86IdeChannel; readonly secondary?: V86IdeChannel };
  readonly pci: V86Pci;
  readonly virtio_9p: {
    readonly virtqueue: V86Queue;
    readonly fs: { readonly inodes: readonly V86Inode[] };
  };
  readonly virtio_net?: V86VirtioNet;
  readonly vga: V86Vga;
}

/** The graphics card. */
export interface V86Vga {
  /** A view on the emulator's own memory. */
  svga_memory: Uint8Array;
}

export interface V86IdeChannel {
  readonly master: V86Drive;
  readonly slave: V86Drive;
}

/** A drive of IDE, connected or not. */
export interface V86Drive {
  buffer: V86Disk | null;
}

/** A file of the shared folder. */
export interface V86Inode {
  readonly major: number;
  readonly minor: number;
  readonly caps: Uint8Array | undefined;
}

/** A range of ports that the guest may move. */
export interface V86Bar {
  readonly size: number;
  /** Where it was at power-on; bit 0 says that it is of ports. */
  readonly original_bar: number;
}

/** A device on the bus. */
export interface V86PciDevice {
  readonly name?: string;
  readonly pci_bars: (V86Bar | undefined)[];
}

/** The bus; devices by number. */
export interface V86Pci {
  readonly devices: readonly (V86PciDevice | undefined)[];
  /** Configuration spaces as words; the fourth is that of the first range of ports. */
  readonly device_spaces: readonly (Int32Array | undefined)[];
  /** Makes the ports of a device answer at `to`, and those at `from` no more. */
  set_io_bars(bar: V86Bar, from: number, to: number): void;
  /** A device raises or lowers the line that it shares; replaced by the engine. */
  raise_irq(device: number): void;
  lower_irq(device: number): void;
}

/** A request of the guest's, as it lies in guest memory. */
export type V86Chain = object;

/** A virtio queue; its device calls these by name, so they may be replaced on the object. */
export interface V86Queue {
  pop_request(): V86Chain;
  push_reply(chain: V86Chain): void;
}

/** The virtio network card. */
export interface V86VirtioNet {
  /** The link status that the guest's driver reads: 1 while a cable is plugged in. */
  status: number;
}

/** The serial port. */
export interface V86Uart {
  /** Line status; bit 0 says that received bytes wait for the guest. */
  lsr: number;
  /** Received bytes that the guest has not read. Not in v86's state. */
  input: number[];
}

/** `emulator.v86`: v86's own run loop, which never runs here. */
export interface V86Loop {
  cpu: V86Cpu;
  /** Called when a device wakes an idle CPU; replaced by the engine. */
  yield(milliseconds: number, tick: number): void;
  /** CPU, devices and RAM as one buffer of v86's own format. */
  save_state(): ArrayBuffer;
  restore_state(state: ArrayBuffer): void;
}

/** The public object. */
export interface V86Emulator {
  v86: V86Loop;
  bus: {
    send(name: string, value?: unknown): void;
    register(name: string, listener: (value: never) => void, self?: unknown): void;
  };
}

/** What v86 takes for a disk: anything with `get`, `set` and `load` (`starter.js`, add_file). */
export interface V86Disk {
  readonly byteLength: number;
  load(): void;
  get(start: number, length: number, then: (bytes: Uint8Array) => void): void;
  get_and_cache(start: number, length: number, then: (bytes: Uint8Array) => void): void;
  get_from_cache(start: number, length: number): Uint8Array;
  set(start: number, bytes: Uint8Array, then: () => void): void;
  get_state(): readonly unknown[];
  set_state(state: readonly unknown[]): void;
}

/** The options that the engine passes to the constructor. */
export interface V86Options {
  wasm_fn(imports: { env: V86Imports }): Promise<V86Exports>;
  memory_size: number;
  vga_memory_size: number;
  bios: { buffer: ArrayBuffer };
  vga_bios: { buffer: ArrayBuffer };
  bzimage?: { buffer: ArrayBuffer };
  cmdline?: string;
  hda?: V86Disk;
  cdrom?: V86Disk;
  preserve_mac_from_state_image: boolean;
  net_device: { type: 'none' | 'ne2k' | 'virtio' };
  filesystem: Record<string, never>;
  virtio_console: boolean;
  virtio_balloon: boolean;
  disable_jit: boolean;
  disable_keyboard: boolean;
  disable_mouse: boolean;
  disable_speaker: boolean;
  autostart: boolean;
}

export type V86Constructor = new (options: V86Options) => V86Emulator;

/** Byte offsets of CPU state in the wasm memory: fixed by v86's Rust source (`cpu/global_pointers.rs`). */
export const CPU_STATE = {
  stateFlags: 108,
  flags: 120,
  eip: 556,
  cr0: 580,
  cpl: 612,
  lastVirtEip: 620,
  inHlt: 616,
  instructionCounter: 664,
  taskSelector: 680,
  ldtSelector: 682,
  protectedMode: 800,
  is32: 804,
  memorySize: 812,
} as const;

/** Where v86's wasm holds translations of addresses: their number, their virtual pages, and an entry for each virtual page. */
export const TLB = {
  count: 4_243_744,
  pages: 4_243_748,
  entries: 4_283_748,
  length: 2 ** 20,
  /** The address of the entries, as code has it. */
  entriesInCode: [0xe4, 0xba, 0x85, 0x82, 0],
} as const;

/** JIT functions stand in the table from here on (`const.js`, WASM_TABLE_OFFSET). */
export const JIT_TABLE_OFFSET = 1024;

const IMPORTS = [
  'microtick',
  'get_rand_int',
  'cpu_event_halt',
  'run_hardware_timers',
  'io_port_read8',
  'io_port_read16',
  'io_port_read32',
  'io_port_write8',
  'io_port_write16',
  'io_port_write32',
  'mmap_read8',
  'mmap_read32',
  'mmap_write8',
  'mmap_write16',
  'mmap_write32',
  'mmap_write64',
  'mmap_write128',
  'codegen_finalize',
  'jit_clear_func',
  'jit_clear_all_funcs',
  'stop_idling',
  '__indirect_function_table',
] as const satisfies readonly (keyof V86Imports)[];

const EXPORTS = ['memory', 'rust_init', 'allocate_memory', 'v86_malloc', 'v86_free'] as const;

/** Parts looked for once the machine is built: a path from the emulator object, and the type it must have. */
const PARTS: readonly (readonly [path: string, type: 'function' | 'object' | 'number'])[] = [
  ['bus.send', 'function'],
  ['bus.register', 'function'],
  ['v86.yield', 'function'],
  ['v86.save_state', 'function'],
  ['v86.restore_state', 'function'],
  ['v86.cpu.main_loop', 'function'],
  ['v86.cpu.is_memory_zeroed', 'function'],
  ['v86.cpu.unpack_memory', 'function'],
  ['v86.cpu.full_clear_tlb', 'function'],
  ['v86.cpu.last_virt_eip', 'object'],
  ['v86.cpu.last_result', 'object'],
  ['v86.cpu.fpu_status_word', 'object'],
  ['v86.cpu.mxcsr', 'object'],
  ['v86.cpu.fpu_control_word', 'object'],
  ['v86.cpu.current_tsc', 'object'],
  ['v86.cpu.instruction_counter', 'object'],
  ['v86.cpu.apic_enabled', 'object'],
  ['v86.cpu.store_current_tsc', 'function'],
  ['v86.cpu.set_tsc', 'function'],
  ['v86.cpu.jit_imports.set_control_word', 'function'],
  ['v86.cpu.io.port_read8', 'function'],
  ['v86.cpu.io.port_write8', 'function'],
  ['v86.cpu.devices.ide.secondary.master', 'object'],
  ['v86.cpu.devices.pci.devices', 'object'],
  ['v86.cpu.devices.pci.device_spaces', 'object'],
  ['v86.cpu.devices.pci.set_io_bars', 'function'],
  ['v86.cpu.devices.pci.raise_irq', 'function'],
  ['v86.cpu.devices.pci.lower_irq', 'function'],
  ['v86.cpu.devices.vga.svga_memory', 'object'],
  ['v86.cpu.device_raise_irq', 'function'],
  ['v86.cpu.device_lower_irq', 'function'],
  ['v86.cpu.devices.virtio_9p.fs.inodes', 'object'],
  ['v86.cpu.codegen_finalize_finished', 'function'],
  ['v86.cpu.jit_imports', 'object'],
  ['v86.cpu.set_jit_config', 'function'],
  ['v86.cpu.jit_clear_cache', 'function'],
  ['v86.cpu.reboot_internal', 'function'],
  ['v86.cpu.devices.uart0.lsr', 'number'],
  ['v86.cpu.devices.uart0.input', 'object'],
  ['v86.cpu.devices.virtio_9p.virtqueue.pop_request', 'function'],
  ['v86.cpu.devices.virtio_9p.virtqueue.push_reply', 'function'],
];

/** The names, of those the engine needs, that `imports` lacks. */
export function missingImports(imports: object): string[] {
  return IMPORTS.filter((name) => !(name in imports)).map((name) => `import ${name}`);
}

/** The names, of those the engine needs, that `exports` lacks. */
export function missingExports(exports: object): string[] {
  return EXPORTS.filter((name) => !(name in exports)).map((name) => `export ${name}`);
}

/** The paths, of those the engine needs, that a built emulator lacks or has with another type. */
export function missingParts(emulator: object): string[] {
  return PARTS.filter(([path, type]) => typeof partAt(emulator, path) !== type).map(
    ([path]) => `emulator.${path}`,
  );
}

function partAt(root: object, path: string): unknown {
  let part: unknown = root;
  for (const name of path.split('.')) {
    if ((typeof part !== 'object' && typeof part !== 'function') || part === null) return undefined;
    part = Reflect.get(part, name);
  }
  return part;
}
