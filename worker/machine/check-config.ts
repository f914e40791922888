import { type Image, MAXIMUM_MEMORY_MIB } from '#images/catalog';
import { FailureError } from '#protocol/failure';
import type { MachineConfig } from '#protocol/machine';

const SECTOR_BYTES = 512;
const CD_SECTOR_BYTES = 2048;

/** A blank disk's largest size: it lives in the browser's memory. */
const LARGEST_BLANK_DISK_MIB = 1024;

/** Refuses a configuration that no machine can be built from, by `MemoryOutOfRange` or `DeviceRefused`. */
export function checkConfig(config: MachineConfig, image: Image): void {
  const { memoryMiB, disk, cd } = config;
  if (
    !Number.isInteger(memoryMiB) ||
    memoryMiB < image.minimumMemoryMiB ||
    memoryMiB > MAXIMUM_MEMORY_MIB
  ) {
    throw new FailureError(
      'MemoryOutOfRange',
      `${image.title} runs with ${image.minimumMemoryMiB} to ${MAXIMUM_MEMORY_MIB} MiB of memory, in whole MiB; ${memoryMiB} was asked for, so the machine was not started. Choose a size in that range.`,
    );
  }
  if (disk?.kind === 'blank') checkBlankDisk(disk.sizeMiB);
  if (disk?.kind === 'file') checkMedium('disk', disk.name, disk.bytes.length, SECTOR_BYTES);
  if (cd) checkMedium('CD', cd.name, cd.bytes.length, CD_SECTOR_BYTES);
}

function checkBlankDisk(sizeMiB: number): void {
  if (Number.isInteger(sizeMiB) && sizeMiB >= 1 && sizeMiB <= LARGEST_BLANK_DISK_MIB) return;
  throw new FailureError(
    'DeviceRefused',
    `A blank disk has 1 to ${LARGEST_BLANK_DISK_MIB} MiB, in whole MiB; ${sizeMiB} was asked for, so the machine was not started. Choose a size in that range.`,
  );
}

function checkMedium(what: string, name: string, bytes: number, sectorBytes: number): void {
  if (bytes > 0 && bytes % sectorBytes === 0) return;
  throw new FailureError(
    'DeviceRefused',
    `The file ${name} cannot be a ${what}: it has ${bytes} bytes, and a ${what} is made of sectors of ${sectorBytes}. The machine was not started. Choose an image of a whole ${what}.`,
  );
}
