import { isByteQueue, queuedBytes } from './byte-queue.ts';
import type { V86Cpu } from './v86-parts.ts';

/** What hangs off devices and is none of their state: other parts of the PC, or the host's. */
const NOT_OWN: ReadonlySet<string> = new Set([
  'cpu',
  'bus',
  'io',
  'pci',
  'screen',
  'dma',
  'storage',
  'drive_connected',
  'last_io_id',
]);

/** Fields by path, typed arrays by a hash of their bytes; what is zero, false or missing is left out. */
export type DeviceView = Readonly<Record<string, unknown>>;

/**
 * All that v86's devices hold, whether or not v86's own state has it: interrupt controllers and firmware interface with
 * them, and which device answers at which port. Where two are equal, the devices are in one state.
 */
export function viewDevices(cpu: V86Cpu): DeviceView {
  const fields: Record<string, unknown> = {};
  const seen = new Set<object>();
  const visit = (value: unknown, path: string): void => {
    if (typeof value === 'function' || !value) return;
    if (typeof value !== 'object') {
      fields[path] = value;
      return;
    }
    if (seen.has(value)) return;
    seen.add(value);
    if (isByteQueue(value)) fields[`${path}.queued`] = queuedBytes(value).join(' ');
    for (const [key, part] of partsOf(value)) {
      if (!NOT_OWN.has(key)) visit(part, `${path}.${key}`);
    }
    if (ArrayBuffer.isView(value)) fields[path] = hashOf(value);
  };
  for (const [name, device] of Object.entries(cpu.devices)) visit(device, name);
  visit(cpu.get_state_pic(), 'pic');
  visit(cpu.get_state_apic(), 'apic');
  visit(cpu.get_state_ioapic(), 'ioapic');
  visit([cpu.fw_value, cpu.fw_pointer, cpu.option_roms], 'firmware');
  visit(cpu.apic_enabled[0], 'apic.enabled');
  visit(cpu.io.port_read8(0x92), 'a20');
  visit(portOwners(cpu), 'ports');
  return fields;
}

function portOwners({ io: { ports } }: V86Cpu): Record<number, string> {
  const owners = ports.flatMap(({ device }, port) =>
    device === undefined ? [] : [[port, device.name ?? device.constructor.name] as const],
  );
  return Object.fromEntries(owners);
}

function partsOf(value: object): Iterable<readonly [string, unknown]> {
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return [];
  if (value instanceof Map) return Array.from(value, ([key, part]) => [`{${String(key)}}`, part]);
  if (value instanceof Set) return Array.from(value, (part, index) => [`{${index}}`, part]);
  return Object.entries(value);
}

/** FNV-1a, 32 bits. */
function hashOf({ buffer, byteOffset, byteLength }: ArrayBufferView): string {
  let hash = 0x811c9dc5;
  for (const byte of new Uint8Array(buffer, byteOffset, byteLength)) {
    hash = Math.imul(hash ^ byte, 0x01000193);
  }
  return `${byteLength} bytes, ${(hash >>> 0).toString(16)}`;
}
