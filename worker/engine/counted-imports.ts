import type { Meter } from '../meter/meter.ts';
import { ACCESS } from '../meter/port-counts.ts';
import type { V86Imports } from './v86-parts.ts';

/** v86's imports, with each access to a device counted. */
export function countedImports(imports: V86Imports, { ports, mmio }: Meter): V86Imports {
  return {
    ...imports,
    io_port_read8: (port) => {
      ports.count(port, ACCESS.read8);
      return imports.io_port_read8(port);
    },
    io_port_read16: (port) => {
      ports.count(port, ACCESS.read16);
      return imports.io_port_read16(port);
    },
    io_port_read32: (port) => {
      ports.count(port, ACCESS.read32);
      return imports.io_port_read32(port);
    },
    io_port_write8: (port, value) => {
      ports.count(port, ACCESS.write8);
      imports.io_port_write8(port, value);
    },
    io_port_write16: (port, value) => {
      ports.count(port, ACCESS.write16);
      imports.io_port_write16(port, value);
    },
    io_port_write32: (port, value) => {
      ports.count(port, ACCESS.write32);
      imports.io_port_write32(port, value);
    },
    mmap_read8: (address) => {
      mmio.countRead(address);
      return imports.mmap_read8(address);
    },
    mmap_read32: (address) => {
      mmio.countRead(address);
      return imports.mmap_read32(address);
    },
    mmap_write8: (address, value) => {
      mmio.countWrite(address);
      imports.mmap_write8(address, value);
    },
    mmap_write16: (address, value) => {
      mmio.countWrite(address);
      imports.mmap_write16(address, value);
    },
    mmap_write32: (address, value) => {
      mmio.countWrite(address);
      imports.mmap_write32(address, value);
    },
    mmap_write64: (address, low, high) => {
      mmio.countWrite(address);
      imports.mmap_write64(address, low, high);
    },
    mmap_write128: (address, a, b, c, d) => {
      mmio.countWrite(address);
      imports.mmap_write128(address, a, b, c, d);
    },
  };
}
