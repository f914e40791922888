import type { V86Cpu } from './v86-parts.ts';

/** v86's devices by the names of its own, as people call them. */
const DEVICES: Readonly<Record<string, string>> = {
  pci: 'PCI bus',
  rtc: 'clock chip (CMOS)',
  dma: 'DMA controller',
  vga: 'VGA',
  ps2: 'keyboard controller',
  vmware: 'VMware mouse port',
  uart0: 'serial port',
  parallel0: 'parallel port',
  fdc: 'floppy controller',
  pit: 'timer chip (PIT)',
  sb16: 'sound card',
};

/** Devices that say themselves what they are. */
const NAMED: Readonly<Record<string, string>> = {
  ide: 'disks (IDE)',
  ide0: 'disk (IDE)',
  ide1: 'CD drive (IDE)',
  vga: 'VGA',
  'virtio-9p': 'virtio-9p (shared folder)',
  'virtio-net': 'virtio-net (network card)',
  'virtio-console': 'virtio-console',
  'virtio-balloon': 'virtio-balloon (memory)',
  ne2k: 'network card (NE2000)',
};

export const PIC = 'interrupt controller (PIC)';

const PORTS_OF_NO_DEVICE: readonly (readonly [from: number, to: number, name: string])[] = [
  // Also those that v86 does not hand to its own.
  [0x00, 0x0f, 'DMA controller'],
  [0x20, 0x21, PIC],
  [0xa0, 0xa1, PIC],
  [0x4d0, 0x4d1, PIC],
  [0x80, 0x80, 'diagnostic port (POST)'],
  [0x92, 0x92, 'system control port'],
  [0xb2, 0xb3, 'power management (APM)'],
  [0x510, 0x511, 'firmware interface'],
];

/** Lines of the two interrupt controllers whose devices are always the same (IBM PC/AT). */
const LINES: Readonly<Record<number, string>> = {
  0: 'timer chip (PIT)',
  1: 'keyboard controller',
  3: 'second serial port',
  4: 'serial port',
  6: 'floppy controller',
  8: 'clock chip (CMOS)',
  12: 'mouse',
  14: 'disk (IDE)',
  15: 'CD drive (IDE)',
};

/** Windows of device memory below 4 GiB. */
const MEMORY: readonly (readonly [from: number, to: number, name: string])[] = [
  [0xa0000, 0xbffff, 'VGA'],
  [0xe0000000, 0xe7ffffff, 'VGA'],
  [0xfec00000, 0xfec00fff, 'IOAPIC'],
  [0xfee00000, 0xfee00fff, 'local APIC'],
];

/** Who answers at an I/O port now; a port at which nobody does is named by its number. */
export function deviceOfPort(cpu: V86Cpu, port: number): string {
  const fixed = named(PORTS_OF_NO_DEVICE, port);
  if (fixed !== null) return fixed;
  const device = cpu.io.ports[port]?.device;
  const own = device?.name === undefined ? undefined : NAMED[device.name];
  if (own !== undefined) return own;
  const place = Object.entries(cpu.devices).find(([, known]) => known === device && device)?.[0];
  return (place === undefined ? undefined : DEVICES[place]) ?? `port ${hexadecimal(port)}`;
}

/** Who is behind an interrupt line that no PCI device has raised. */
export function deviceOfLine(line: number): string {
  return LINES[line] ?? `line ${line}`;
}

/** A device by its number on the PCI bus. */
export function deviceOfPci(cpu: V86Cpu, id: number): string {
  const name = cpu.devices.pci.devices[id]?.name;
  return (name === undefined ? undefined : NAMED[name]) ?? `PCI device ${hexadecimal(id)}`;
}

/** Who answers for device memory. */
export function deviceOfMemory(address: number): string {
  return named(MEMORY, address) ?? `memory at ${hexadecimal(address)}`;
}

function named(
  ranges: readonly (readonly [from: number, to: number, name: string])[],
  place: number,
): string | null {
  return ranges.find(([from, to]) => place >= from && place <= to)?.[2] ?? null;
}

function hexadecimal(value: number): string {
  return `${value.toString(16).toUpperCase()}h`;
}
