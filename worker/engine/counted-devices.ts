import type { Meter } from '../meter/meter.ts';
import { deviceOfLine, deviceOfPci } from './device-names.ts';
import type { V86Emulator } from './v86-parts.ts';

/** What v86 says of a transfer of a drive's. */
type IdeTransfer = readonly [channel: number, bytes: number, sectors: number];

/** Has a meter hear of what devices raise and send. */
export function countDevices(
  { v86, bus }: V86Emulator,
  { lines, console, disk, network }: Meter,
): void {
  const { cpu } = v86;
  const { pci } = cpu.devices;
  const raise = cpu.device_raise_irq.bind(cpu);
  const lower = cpu.device_lower_irq.bind(cpu);
  const raisePci = pci.raise_irq.bind(pci);
  const lowerPci = pci.lower_irq.bind(pci);
  /** The PCI device on whose behalf a line is raised or lowered just now. */
  let device: string | null = null;
  const onBehalfOf = (id: number, work: () => void): void => {
    device = deviceOfPci(cpu, id);
    work();
    device = null;
  };
  cpu.device_raise_irq = (line) => {
    lines.raise(line, device ?? deviceOfLine(line));
    raise(line);
  };
  cpu.device_lower_irq = (line) => {
    lines.lower(line, device ?? deviceOfLine(line));
    lower(line);
  };
  pci.raise_irq = (id) => onBehalfOf(id, () => raisePci(id));
  pci.lower_irq = (id) => onBehalfOf(id, () => lowerPci(id));
  bus.register('serial0-output-byte', () => {
    console.out++;
  });
  bus.register('serial0-input', () => {
    console.in++;
  });
  bus.register('ide-read-end', ([, bytes]: IdeTransfer) => {
    disk.in += bytes;
  });
  bus.register('ide-write-end', ([, bytes]: IdeTransfer) => {
    disk.out += bytes;
  });
  bus.register('net0-send', (frame: Uint8Array) => {
    network.out += frame.length;
  });
  bus.register('net0-receive', (frame: Uint8Array) => {
    network.in += frame.length;
  });
}
