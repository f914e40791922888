import type { GuestClock } from './guest-clock.ts';
import { type LeftOut, restoreLeftOut } from './left-out.ts';
import type { V86Bar, V86Cpu, V86Disk, V86Emulator } from './v86-parts.ts';

/** Guest time between two readings of the time stamp counter that must not be taken for one. */
const APART_NS = 1000;

/** Word of a configuration space in which the first range of ports stands. */
const FIRST_BAR = 4;

/** CPU and devices in v86's own format, guest RAM left out. Reads the guest's clock, and changes nothing. */
export function saveDevices({ v86 }: V86Emulator, clock: GuestClock): Uint8Array<ArrayBuffer> {
  const { cpu } = v86;
  const tsc = cpu.current_tsc.slice();
  const own = cpu.is_memory_zeroed;
  cpu.is_memory_zeroed = () => true;
  try {
    // Read twice at one time, the counter would advance.
    readTsc(cpu, clock, clock.ns + APART_NS);
    return new Uint8Array(v86.save_state());
  } finally {
    cpu.is_memory_zeroed = own;
    // v86 stores the time stamp counter to save it.
    cpu.current_tsc.set(tsc);
  }
}

/** As `saveDevices`, but for the video memory, which lies in the emulator's own: for who keeps that, too. */
export function saveDevicesBesideMemory(
  emulator: V86Emulator,
  clock: GuestClock,
): Uint8Array<ArrayBuffer> {
  const { vga } = emulator.v86.cpu.devices;
  const own = vga.svga_memory;
  vga.svga_memory = new Uint8Array();
  try {
    return saveDevices(emulator, clock);
  } finally {
    vga.svga_memory = own;
  }
}

/** What v86's CPU and devices become. */
export interface SavedDevices {
  /** What `saveDevices` made, a whole buffer. */
  readonly state: Uint8Array<ArrayBuffer>;
  readonly leftOut: LeftOut;
  /** Guest time at which it was made. */
  readonly clockNs: number;
  readonly instructions: number;
  /** What was in the drive at power-on. */
  readonly cd: V86Disk | null;
}

/** Puts back what `saveDevices` and `saveLeftOut` made; RAM stays as it is. */
export function restoreDevices(
  { v86 }: V86Emulator,
  clock: GuestClock,
  { state, leftOut, clockNs, instructions, cd }: SavedDevices,
): void {
  const { cpu } = v86;
  const own = cpu.unpack_memory;
  cpu.unpack_memory = () => {};
  try {
    clearTscOffset(cpu, clock);
    clock.restore(clockNs);
    putPortsBack(cpu);
    withCodePageKept(cpu, () =>
      withPortRangesFilled(cpu, () => withViewsKept(cpu, () => v86.restore_state(state.buffer))),
    );
    putPortsInPlace(cpu);
  } finally {
    cpu.unpack_memory = own;
  }
  // Only written to save and restore; a PC that was never restored has zero here.
  cpu.current_tsc.fill(0);
  setRounding(cpu);
  cpu.instruction_counter[0] = instructions;
  restoreLeftOut(cpu, leftOut, cd);
}

/** v86 assigns three registers over the views on them; the views come back, with the values in them. */
function withViewsKept(cpu: V86Cpu, restore: () => void): void {
  const { last_result, fpu_status_word, mxcsr } = cpu;
  restore();
  last_result.set(cpu.last_result);
  fpu_status_word.set(cpu.fpu_status_word);
  mxcsr.set(cpu.mxcsr);
  Object.assign(cpu, { last_result, fpu_status_word, mxcsr });
}

/** v86 puts back which page of code the CPU was in, and forgets it with the TLB. */
function withCodePageKept(cpu: V86Cpu, restore: () => void): void {
  const own = cpu.full_clear_tlb;
  cpu.full_clear_tlb = () => {
    const page = cpu.last_virt_eip.slice();
    own();
    cpu.last_virt_eip.set(page);
  };
  try {
    restore();
  } finally {
    cpu.full_clear_tlb = own;
  }
}

/** v86 puts the control word back, but rounds as before. */
function setRounding(cpu: V86Cpu): void {
  const [word = 0] = cpu.fpu_control_word;
  const set = cpu.jit_imports['set_control_word'];
  // Safe: its presence was checked when the emulator was built.
  (set as (word: number) => void)(word);
}

/** `set_tsc` adds the offset that it replaces (`cpu.rs`): without one, it does what it says. */
function clearTscOffset(cpu: V86Cpu, clock: GuestClock): void {
  const first = clock.ns + APART_NS;
  const tsc = readTsc(cpu, clock, first) + BigInt(APART_NS);
  atGuestTime(clock, first + APART_NS, () =>
    cpu.set_tsc(Number(BigInt.asUintN(32, tsc)), Number(BigInt.asUintN(32, tsc >> 32n))),
  );
}

function readTsc(cpu: V86Cpu, clock: GuestClock, ns: number): bigint {
  atGuestTime(clock, ns, () => cpu.store_current_tsc());
  const [low = 0, high = 0] = cpu.current_tsc;
  return (BigInt(high) << 32n) | BigInt(low);
}

/** Lets the clock, which stands still, show another time for a moment. */
function atGuestTime(clock: GuestClock, ns: number, work: () => void): void {
  const before = clock.ns;
  clock.restore(ns);
  work();
  clock.restore(before);
}

/** Where v86 restores the bus it takes each range of ports for being where it was at power-on. */
function putPortsBack(cpu: V86Cpu): void {
  forEachPortRange(cpu, (bar, at) =>
    cpu.devices.pci.set_io_bars(bar, at, portsOf(bar.original_bar)),
  );
  forEachPortRange(cpu, (bar) => {
    const original = portsOf(bar.original_bar);
    cpu.devices.pci.set_io_bars(bar, original, original);
  });
}

/** One range may have moved to where another was at power-on. */
function putPortsInPlace(cpu: V86Cpu): void {
  forEachPortRange(cpu, (bar, at) => cpu.devices.pci.set_io_bars(bar, at, at));
}

/** Of an IDE channel that is not there, v86 looks for the ports all the same, unless the BIOS has found it missing. */
function withPortRangesFilled({ devices: { pci } }: V86Cpu, restore: () => void): void {
  const filled = pci.devices.map((device) => {
    const own = device?.pci_bars.slice() ?? [];
    own.forEach((bar, index) => {
      device?.pci_bars.splice(index, 1, bar ?? { size: 0, original_bar: 0 });
    });
    return () => device?.pci_bars.splice(0, own.length, ...own);
  });
  try {
    restore();
  } finally {
    for (const undo of filled) undo();
  }
}

function forEachPortRange(
  { devices: { pci } }: V86Cpu,
  visit: (bar: V86Bar, at: number) => void,
): void {
  pci.devices.forEach((device, number) => {
    device?.pci_bars.forEach((bar, index) => {
      const at = pci.device_spaces[number]?.[FIRST_BAR + index] ?? 0;
      if (bar && at & 1) visit(bar, portsOf(at));
    });
  });
}

function portsOf(bar: number): number {
  return bar & 0xfffe;
}
