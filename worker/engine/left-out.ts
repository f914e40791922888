import { fillQueue, isByteQueue, queuedBytes } from './byte-queue.ts';
import type { V86Cpu, V86Disk, V86Drive } from './v86-parts.ts';

/** Fields of devices as plain data; what is undefined is null. */
export type Plain = null | number | boolean | string | Uint8Array | readonly Plain[] | PlainFields;
export interface PlainFields {
  readonly [field: string]: Plain;
}

/** What a guest can see of v86's CPU and devices, and v86's own state leaves out. Plain data. */
export interface LeftOut {
  /** By the device's name in v86. */
  readonly devices: PlainFields;
  /** Of IDE, by channel and place; null where there is no drive. */
  readonly drives: readonly Plain[];
  /** The guest has ejected the CD. */
  readonly cdEjected: boolean;
  /** The boot ROM that loads the kernel, and how far the guest has read what it asked of the firmware interface. */
  readonly firmware: PlainFields;
  /** The system control port, 92h. */
  readonly a20: number;
  /** Whether the guest has switched the local APIC on (MSR 1Bh). */
  readonly apicEnabled: number;
  /** Files of the shared folder: device numbers, and capabilities about to be read. */
  readonly inodes: PlainFields;
}

/** By device. A queue of bytes counts as one field. */
const DEVICE_FIELDS: Readonly<Record<string, readonly string[]>> = {
  ps2: [
    'kbd_buffer',
    'mouse_buffer',
    'next_byte_is_ready',
    'next_byte_is_aux',
    'wheel_movement',
    'last_mouse_packet',
  ],
  sb16: [
    'write_buffer',
    'read_buffer',
    'mpu_read_buffer',
    'mpu_read_buffer_lastvalue',
    'fm_current_address0',
    'fm_current_address1',
    'fm_waveform_select_enable',
  ],
  parallel0: ['status_latched'],
  vmware: [
    'queue',
    'tail_is_move',
    'buttons',
    'last_x',
    'last_y',
    'rel_dx',
    'rel_dy',
    'clip_in',
    'clip_in_cursor',
    'clip_out',
    'clip_out_cursor',
    'clip_out_fresh',
  ],
  vga: ['svga_version', 'svga_offset_x', 'svga_offset_y'],
};

const DRIVE_FIELDS = ['atapi_sense_key', 'atapi_add_sense', 'medium_changed'];

const FIRMWARE_FIELDS = ['fw_pointer', 'option_roms'];

const INODE_FIELDS = ['major', 'minor', 'caps'];

const A20_PORT = 0x92;

/** Legal between slices. Changes nothing. */
export function saveLeftOut(cpu: V86Cpu): LeftOut {
  return {
    devices: Object.fromEntries(
      Object.entries(DEVICE_FIELDS).flatMap(([name, fields]) => {
        const device = cpu.devices[name];
        return device ? [[name, fieldsOf(device, fields)]] : [];
      }),
    ),
    drives: drivesOf(cpu).map((drive) => drive && fieldsOf(drive, DRIVE_FIELDS)),
    cdEjected: cpu.devices.ide.secondary?.master.buffer === null,
    firmware: fieldsOf(cpu, FIRMWARE_FIELDS),
    a20: cpu.io.port_read8(A20_PORT),
    apicEnabled: cpu.apic_enabled[0] ?? 0,
    inodes: Object.fromEntries(
      Object.entries(cpu.devices.virtio_9p.fs.inodes)
        .filter(([, inode]) => inode.major || inode.minor || inode.caps)
        .map(([index, inode]) => [index, fieldsOf(inode, INODE_FIELDS)]),
    ),
  };
}

/** Puts it back, once v86's own state has been. `cd` is what was in the drive at power-on. */
export function restoreLeftOut(cpu: V86Cpu, leftOut: LeftOut, cd: V86Disk | null): void {
  for (const [name, fields] of Object.entries(leftOut.devices)) {
    const device = cpu.devices[name];
    if (device) putFields(device, fields);
  }
  drivesOf(cpu).forEach((drive, index) => {
    if (drive) putFields(drive, leftOut.drives[index] ?? null);
  });
  const cdDrive = cpu.devices.ide.secondary?.master;
  if (cdDrive) cdDrive.buffer = leftOut.cdEjected ? null : cd;
  putFields(cpu, leftOut.firmware);
  cpu.io.port_write8(A20_PORT, leftOut.a20);
  cpu.apic_enabled[0] = leftOut.apicEnabled;
  for (const [index, fields] of Object.entries(leftOut.inodes)) {
    const inode = cpu.devices.virtio_9p.fs.inodes[Number(index)];
    if (inode) putFields(inode, fields);
  }
}

function drivesOf(cpu: V86Cpu): (V86Drive | null)[] {
  const { primary, secondary } = cpu.devices.ide;
  return [primary, secondary].flatMap((channel) => [
    channel?.master ?? null,
    channel?.slave ?? null,
  ]);
}

function fieldsOf(part: object, fields: readonly string[]): PlainFields {
  return Object.fromEntries(fields.map((field) => [field, plainOf(Reflect.get(part, field))]));
}

function plainOf(value: unknown): Plain {
  if (value === undefined || value === null) return null;
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string') {
    return value;
  }
  if (value instanceof Uint8Array) return value.slice();
  if (isByteQueue(value)) return queuedBytes(value);
  if (Array.isArray(value)) return value.map(plainOf);
  if (typeof value === 'object') return fieldsOf(value, Object.keys(value));
  throw new Error(`A field of v86's devices is a ${typeof value}.`);
}

function putFields(part: object, fields: Plain): void {
  for (const [field, value] of Object.entries(fields ?? {})) {
    const own: unknown = Reflect.get(part, field);
    if (isByteQueue(own) && value instanceof Uint8Array) fillQueue(own, value);
    else Reflect.set(part, field, copyOf(value));
  }
}

function copyOf(value: Plain): unknown {
  if (value === null) return undefined;
  if (value instanceof Uint8Array) return value.slice();
  if (Array.isArray(value)) return value.map(copyOf);
  if (typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([field, part]) => [field, copyOf(part)]));
}
