import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { expect, onTestFinished, test } from 'vitest';
import { Meter } from '../meter/meter.ts';
import { seededNumbers } from '../node/synthetic-machine.ts';
import { buildV86, compileV86 } from './build-v86.ts';
import { COUNT_NAMES } from './counting-cells.ts';
import { restoreDevices, saveDevices } from './device-state.ts';
import { type DeviceView, viewDevices } from './device-view.ts';
import { GuestClock } from './guest-clock.ts';
import { GuestDisk } from './guest-disk.ts';
import { inGuestWorld } from './host-globals.ts';
import { type LeftOut, saveLeftOut } from './left-out.ts';
import { SeededRandom } from './seeded-random.ts';
import { SerialPort, type SerialState } from './serial-port.ts';
import type { V86Cpu, V86Emulator } from './v86-parts.ts';

const MIB = 2 ** 20;
const file = async (path: string) => new Uint8Array(await readFile(path));
const image = (name: string) =>
  file(new URL(`../../images/tiny/${name}`, import.meta.url).pathname);
const compiled = compileV86(
  await file(createRequire(import.meta.url).resolve('v86/build/v86.wasm')),
);
const [bios, vgaBios] = await Promise.all([image('bios.bin'), image('vgabios.bin')]);

/** What of v86 these tests reach for beside what the engine uses. */
interface Ports {
  port_read8(port: number): number;
  port_read16(port: number): number;
  port_read32(port: number): number;
  port_write8(port: number, value: number): void;
  port_write16(port: number, value: number): void;
  port_write32(port: number, value: number): void;
  readonly ports: readonly { readonly device: unknown }[];
}

/** A device of v86's. */
type Part = Record<string, unknown>;

/** A PC that boots nothing; what is done to it goes through its ports, its bus, or the host's side of a device. */
interface Pc {
  readonly cpu: V86Cpu & Record<string, unknown>;
  readonly io: Ports;
  readonly bus: V86Emulator['bus'];
  device(name: string): Part;
  view(): DeviceView;
  save(): Saved;
  restore(saved: Saved): void;
}

interface Saved {
  readonly state: Uint8Array<ArrayBuffer>;
  readonly leftOut: LeftOut;
  readonly serial: SerialState;
  readonly clockNs: number;
}

interface Build {
  readonly network?: 'virtio' | 'ne2k';
  readonly disk?: boolean;
}

async function newPc({ network = 'virtio', disk = true }: Build): Promise<Pc> {
  const world = { clock: new GuestClock(Date.UTC(2026, 0, 1)), random: new SeededRandom(1) };
  const cd = new GuestDisk(new Uint8Array(64 * 2048).fill(3));
  const options = {
    compiled: await compiled,
    bios,
    vgaBios,
    kernel: null,
    memoryMiB: 4,
    seed: 1,
    epochMs: 0,
    network,
    disk: disk ? new GuestDisk(new Uint8Array(MIB).fill(7)) : null,
    cd,
  };
  const { emulator } = await buildV86(options, world, new Meter(COUNT_NAMES));
  // Safe: v86's objects have more fields than the engine names.
  const cpu = emulator.v86.cpu as Pc['cpu'];
  cpu.reboot_internal = () => {};
  const serial = new SerialPort(emulator);
  world.clock.restore(5e9);
  return {
    cpu,
    io: cpu.io as unknown as Ports,
    bus: emulator.bus,
    device: (name) => cpu.devices[name] as Part,
    view: () => viewDevices(cpu),
    save: () =>
      inGuestWorld(world, () => ({
        state: saveDevices(emulator, world.clock),
        leftOut: saveLeftOut(cpu),
        serial: serial.state,
        clockNs: world.clock.ns,
      })),
    restore: (saved) =>
      inGuestWorld(world, () => {
        const own = structuredClone(saved);
        restoreDevices(emulator, world.clock, { ...own, instructions: 0, cd });
        serial.restore(own.serial);
      }),
  };
}

/** A device in a state of interest. */
interface Subject extends Build {
  /** Brings it there. */
  change(pc: Pc): void;
  /** Brings what was saved of it to nothing: v86's part of a PC that is about to restore it, or ours. */
  drop(pc: Pc, saved: Saved): Saved;
}

const out8 = (ports: readonly (readonly [number, ...number[]])[]) => (pc: Pc) => {
  for (const [port, ...values] of ports) for (const value of values) pc.io.port_write8(port, value);
};

/** Nothing of a device comes back out of v86's state. */
const without =
  (...names: string[]): Subject['drop'] =>
  (pc, saved) => {
    for (const name of names) {
      // Some devices are sealed.
      const prototype: unknown = Object.getPrototypeOf(pc.device(name));
      if (typeof prototype !== 'object' || prototype === null) throw new Error('No device.');
      const own: unknown = Reflect.get(prototype, 'set_state');
      Reflect.set(prototype, 'set_state', () => {});
      onTestFinished(() => void Reflect.set(prototype, 'set_state', own));
    }
    const devices = { ...saved.leftOut.devices };
    for (const name of names) delete devices[name];
    return { ...saved, leftOut: { ...saved.leftOut, devices } };
  };

/** Nothing of a device comes back that v86's state lacks. */
const withoutLeftOut =
  (name: string): Subject['drop'] =>
  (_, saved) => {
    const devices = { ...saved.leftOut.devices };
    delete devices[name];
    return { ...saved, leftOut: { ...saved.leftOut, devices } };
  };

const withoutFields =
  (fields: Partial<LeftOut>): Subject['drop'] =>
  (_, saved) => ({ ...saved, leftOut: { ...saved.leftOut, ...fields } });

/** One of the CPU's own functions that restore a part does nothing. */
const withoutFunction =
  (name: string): Subject['drop'] =>
  (pc, saved) => {
    pc.cpu[name] = () => {};
    return saved;
  };

/** A virtio device negotiates, and sets up its second queue (`VirtIO` capabilities in `virtio.js`). */
const virtio =
  (port: number) =>
  ({ io }: Pc): void => {
    io.port_write32(port, 1);
    io.port_write32(port + 8, 1);
    io.port_write32(port + 12, 1);
    io.port_write8(port + 20, 1 | 2);
    io.port_write16(port + 22, 0);
    io.port_write16(port + 24, 8);
    io.port_write32(port + 32, 0x10000);
    io.port_write32(port + 40, 0x11000);
    io.port_write32(port + 48, 0x12000);
    io.port_write16(port + 28, 1);
  };

const ATAPI_EJECT = [0x1b, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0];
const ATAPI_UNKNOWN = [0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

const packet =
  (command: readonly number[]) =>
  ({ io }: Pc): void => {
    io.port_write8(0x176, 0xa0);
    io.port_write8(0x174, 0);
    io.port_write8(0x175, 8);
    io.port_write8(0x177, 0xa0);
    for (let at = 0; at < command.length; at += 2) {
      io.port_write16(0x170, (command[at] ?? 0) | ((command[at + 1] ?? 0) << 8));
    }
  };

const SUBJECTS: Readonly<Record<string, Subject>> = {
  'PIC, an interrupt that waits': {
    change: ({ cpu }) => (cpu['device_raise_irq'] as (irq: number) => void)(5),
    drop: withoutFunction('set_state_pic'),
  },
  'APIC, its registers': {
    change: ({ cpu }) => (cpu.get_state_apic() as Uint8Array).set([1, 2, 3], 52),
    drop: withoutFunction('set_state_apic'),
  },
  'APIC, switched on': {
    change: ({ cpu }) => cpu.apic_enabled.fill(1),
    drop: withoutFields({ apicEnabled: 0 }),
  },
  'I/O APIC, its registers': {
    change: ({ cpu }) => (cpu.get_state_ioapic() as Uint8Array).set([1, 2, 3], 8),
    drop: withoutFunction('set_state_ioapic'),
  },
  'PIT, counting and latched': {
    change: (pc) => {
      out8([
        [0x43, 0x34],
        [0x40, 0x34, 0x12],
        [0x43, 0xb6],
        [0x42, 0x99, 0x02],
        [0x43, 0x00],
      ])(pc);
      pc.io.port_read8(0x40);
    },
    drop: without('pit'),
  },
  'RTC, an alarm and a periodic interrupt': {
    change: out8([
      [0x70, 1],
      [0x71, 0x30],
      [0x70, 0x0a],
      [0x71, 0x27],
      [0x70, 0x0b],
      [0x71, 0x62],
    ]),
    drop: without('rtc'),
  },
  'UART, programmed': {
    change: out8([
      [0x3fb, 0x83],
      [0x3f8, 1],
      [0x3fb, 3],
      [0x3f9, 5],
      [0x3fa, 1],
      [0x3fc, 9],
      [0x3ff, 0x5a],
    ]),
    drop: without('uart0'),
  },
  'parallel port, data': {
    change: out8([
      [0x378, 0x5a],
      [0x37a, 0x15],
    ]),
    drop: without('parallel0'),
  },
  'parallel port, an acknowledgement': {
    change: ({ bus }) => bus.send('parallel0-status-input', 0x98),
    drop: without('parallel0'),
  },
  'DMA, half a word written': {
    change: out8([
      [4, 0x34, 0x12],
      [5, 0xff],
      [0x81, 7],
      [0x481, 1],
      [0xb, 0x46],
      [0xd4, 3],
    ]),
    drop: without('dma'),
  },
  'PCI, an address and a range of ports that has moved': {
    change: ({ io }) => {
      io.port_write32(0xcf8, 0x80006010);
      io.port_write32(0xcfc, 0xc101);
      io.port_write32(0xcf8, 0x8000f004);
    },
    drop: without('pci'),
  },
  'PCI, two ranges of ports that have changed places': {
    change: ({ io }) => {
      const move = (address: number, to: number) => {
        io.port_write32(0xcf8, address);
        io.port_write32(0xcfc, to);
      };
      move(0x80006010, 0xc101);
      move(0x80005810, 0xb801);
      move(0x80006010, 0xd801);
    },
    drop: without('pci'),
  },
  'VGA, registers, palette and memory': {
    change: (pc) => {
      out8([
        [0x3c4, 2],
        [0x3c5, 5],
        [0x3ce, 5],
        [0x3cf, 1],
        [0x3d4, 0x0e],
        [0x3d5, 3],
        [0x3c6, 0x7f],
        [0x3c8, 9],
        [0x3c9, 1, 2],
      ])(pc);
      (pc.device('vga')['svga_memory'] as Uint8Array).fill(0x5a, 1000, 2000);
    },
    drop: without('vga'),
  },
  'VGA, the display interface': {
    change: ({ io }) => {
      for (const [index, value] of [
        [0, 0xb0c2],
        [8, 16],
        [9, 8],
      ] as const) {
        io.port_write16(0x1ce, index);
        io.port_write16(0x1cf, value);
      }
    },
    drop: withoutLeftOut('vga'),
  },
  'PS/2, a command half given': { change: out8([[0x64, 0x60]]), drop: without('ps2') },
  'PS/2, answers and keys not yet read': {
    change: (pc) => {
      out8([
        [0x60, 0xf4],
        [0x64, 0xa8],
        [0x64, 0xd4],
        [0x60, 0xf4],
        [0x60, 0xee],
      ])(pc);
      pc.bus.send('keyboard-code', 0x1e);
      pc.io.port_read8(0x60);
    },
    drop: withoutLeftOut('ps2'),
  },
  'VMware mouse, enabled': {
    change: ({ cpu, io }) => {
      const registers = cpu['reg32'] as Int32Array;
      registers.set([0x564d5868, 41, 0x5658, 0x45414552]);
      io.port_read32(0x5658);
      registers.fill(0);
    },
    drop: without('vmware'),
  },
  'floppy controller, a command half given': {
    change: out8([
      [0x3f2, 0x1c],
      [0x3f5, 0x0f, 0],
    ]),
    drop: without('fdc'),
  },
  'IDE, a sector half read': {
    change: ({ io }) => {
      out8([
        [0x1f6, 0xe0],
        [0x1f2, 2],
        [0x1f3, 5],
        [0x1f4, 0],
        [0x1f5, 0],
        [0x1f7, 0x20],
      ])({ io } as Pc);
      for (let word = 0; word < 100; word++) io.port_read16(0x1f0);
    },
    drop: without('ide'),
  },
  'IDE, a sector half written': {
    change: ({ io }) => {
      out8([
        [0x1f6, 0xe0],
        [0x1f2, 1],
        [0x1f3, 9],
        [0x1f4, 0],
        [0x1f5, 0],
        [0x1f7, 0x30],
      ])({ io } as Pc);
      for (let word = 0; word < 100; word++) io.port_write16(0x1f0, word * 3);
    },
    drop: without('ide'),
  },
  'IDE, the other drive': { change: out8([[0x1f6, 0xb0]]), drop: without('ide') },
  'IDE, bus master': {
    change: ({ io }) => io.port_write32(0xb404, 0x12340),
    drop: without('ide'),
  },
  'IDE without a disk, its CD': {
    disk: false,
    change: packet([0x12, 0, 0, 0, 36]),
    drop: without('ide'),
  },
  'CD, why the last command failed': {
    change: packet(ATAPI_UNKNOWN),
    drop: withoutFields({ drives: [null, null, null, null] }),
  },
  'CD, ejected': { change: packet(ATAPI_EJECT), drop: withoutFields({ cdEjected: false }) },
  'ne2k, a page half written': {
    network: 'ne2k',
    change: (pc) => {
      out8([
        [0x300, 0x21],
        [0x301, 0x46],
        [0x302, 0x60],
        [0x303, 0x4c],
        [0x30f, 0x3f],
      ])(pc);
      out8([
        [0x308, 0, 0],
        [0x309, 0x40],
        [0x30a, 64],
        [0x30b, 0],
        [0x300, 0x12],
      ])(pc);
      for (let word = 0; word < 9; word++) pc.io.port_write16(0x310, 0x1234);
    },
    drop: without('net'),
  },
  'virtio-net, a queue': { change: virtio(0xc800), drop: without('virtio_net') },
  'virtio-9p, a queue': { change: virtio(0xa800), drop: without('virtio_9p') },
  'virtio-balloon, a queue': { change: virtio(0xd800), drop: without('virtio_balloon') },
  'virtio-console, a queue': { change: virtio(0xb800), drop: without('virtio_console') },
  'virtio-console, its size': {
    change: ({ bus }) => bus.send('virtio-console0-resize', [91, 31]),
    drop: without('virtio_console'),
  },
  'virtio-balloon, its pages': {
    change: (pc) => pc.device('virtio_balloon')['Inflate'] && inflate(pc),
    drop: without('virtio_balloon'),
  },
  'virtio-9p, files': { change: (pc) => makeFiles(pc), drop: without('virtio_9p') },
  'virtio-9p, device numbers and capabilities': {
    change: (pc) => makeNodes(pc),
    drop: withoutFields({ inodes: {} }),
  },
  'Sound Blaster, a command half given': {
    change: out8([
      [0x226, 1, 0],
      [0x22c, 0x41, 0x56],
      [0x224, 4],
      [0x225, 0x99],
      [0x388, 0x20],
    ]),
    drop: without('sb16'),
  },
  'Sound Blaster, an answer not yet read': {
    change: out8([[0x22c, 0xe1]]),
    drop: withoutLeftOut('sb16'),
  },
  'firmware interface, half read': {
    change: ({ io }) => {
      io.port_write16(0x510, 0x19);
      for (let byte = 0; byte < 3; byte++) io.port_read8(0x511);
    },
    drop: withoutFields({ firmware: {} }),
  },
  'firmware interface, a boot ROM': {
    change: ({ cpu }) => {
      cpu.option_roms = [{ name: 'genroms/kernel.bin', data: Uint8Array.of(1, 2, 3) }];
    },
    drop: withoutFields({ firmware: {} }),
  },
  'system control port': { change: out8([[0x92, 2]]), drop: withoutFields({ a20: 0 }) },
};

interface FileSystem {
  CreateDirectory(name: string, parent: number): number;
  CreateFile(name: string, parent: number): number;
  CreateSymlink(name: string, parent: number, target: string): number;
  CreateNode(name: string, parent: number, major: number, minor: number): number;
  inodedata: Record<number, Uint8Array>;
  inodes: { qid: { type: number } }[];
}

const fileSystem = (pc: Pc) => pc.device('virtio_9p')['fs'] as FileSystem;

function makeFiles(pc: Pc): void {
  const fs = fileSystem(pc);
  const folder = fs.CreateDirectory('folder', 0);
  const note = fs.CreateFile('note', folder);
  fs.inodedata[note] = Uint8Array.of(1, 2, 3);
  Object.assign(fs.inodes[note] ?? {}, { size: 3 });
  fs.CreateSymlink('link', folder, 'note');
  const fids = pc.device('virtio_9p')['fids'] as object[];
  fids.push({ inodeid: note, type: 1, uid: 0, dbg_name: 'note' });
}

function makeNodes(pc: Pc): void {
  const fs = fileSystem(pc);
  const node = fs.inodes[fs.CreateNode('tty', 0, 4, 64)];
  const program = fs.inodes[fs.CreateFile('program', 0)];
  Object.assign(node ?? {}, { mode: 0o20600 });
  Object.assign(node?.qid ?? {}, { type: 0o20000 >> 8 });
  Object.assign(program ?? {}, { caps: Uint8Array.of(1, 0, 0, 2) });
}

function inflate(pc: Pc): void {
  Object.assign(pc.device('virtio_balloon'), { num_pages: 77, actual: 12 });
}

test.each(Object.entries(SUBJECTS))('%s: comes back in another PC', async (_, subject) => {
  const original = await newPc(subject);
  subject.change(original);
  const copy = await newPc(subject);
  copy.restore(original.save());
  expect(copy.view()).toEqual(original.view());
});

test.each(Object.entries(SUBJECTS))('%s: what came after is undone', async (_, subject) => {
  const pc = await newPc(subject);
  const [saved, before] = [pc.save(), pc.view()];
  subject.change(pc);
  pc.restore(saved);
  expect(pc.view()).toEqual(before);
});

test.each(Object.entries(SUBJECTS))('%s: is missed when it does not', async (_, subject) => {
  const [original, copy] = await Promise.all([newPc(subject), newPc(subject)]);
  const before = original.view();
  subject.change(original);
  expect(original.view()).not.toEqual(before);
  copy.restore(subject.drop(copy, original.save()));
  expect(copy.view()).not.toEqual(original.view());
});

test.each(['virtio', 'ne2k'] as const)(
  'whatever a guest writes to any port comes back, network card %s',
  async (network) => {
    for (let seed = 1; seed <= 8; seed++) {
      const next = seededNumbers(seed);
      const original = await newPc({ network });
      const ports = original.io.ports.flatMap(({ device }, port) => (device ? [port] : []));
      for (let count = 0; count < 5000; count++) {
        const port = ports[next() % ports.length] ?? 0;
        const write = [original.io.port_write8, original.io.port_write16][next() % 2];
        const [value, reads] = [next(), next() % 3 === 0];
        try {
          if (reads) original.io.port_read8(port);
          else
            write?.call(
              original.io,
              port,
              write === original.io.port_write8 ? value & 0xff : value & 0xffff,
            );
        } catch {}
      }
      const copy = await newPc({ network });
      copy.restore(original.save());
      expect(copy.view(), `seed ${seed}`).toEqual(original.view());
    }
  },
);

test('the parallel port tells its status after a restore, though JSON makes null of undefined', async () => {
  const [original, copy] = await Promise.all([newPc({}), newPc({})]);
  copy.restore(original.save());
  expect(copy.io.port_read8(0x379)).toBe(0xd8);
  expect(original.io.port_read8(0x379)).toBe(0xd8);
});
