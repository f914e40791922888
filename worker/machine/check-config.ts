import type { Image } from '#images/catalog';
import { FailureError, type FailureName } from '#protocol/failure';
import { diskRefusal, MAXIMUM_MEDIA_MIB, memoryRefusal } from '#protocol/limits';
import type { MachineConfig } from '#protocol/machine';

const MAXIMUM_MEDIA_BYTES = MAXIMUM_MEDIA_MIB * 2 ** 20;
const SECTOR_BYTES = 512;
const CD_SECTOR_BYTES = 2048;

/** Refuses a configuration that no machine can be built from, by `MemoryOutOfRange` or `DeviceRefused`. */
export function checkConfig(config: MachineConfig, image: Image): void {
  const { memoryMiB, disk, cd } = config;
  const memory = memoryRefusal(image, memoryMiB);
  if (memory !== null) throw refusal('MemoryOutOfRange', memory);
  const blank = disk?.kind === 'blank' ? diskRefusal(disk.sizeMiB) : null;
  if (blank !== null) throw refusal('DeviceRefused', blank);
  if (disk?.kind === 'file') checkMedium('disk', disk.name, disk.bytes.length, SECTOR_BYTES);
  if (cd) checkMedium('CD', cd.name, cd.bytes.length, CD_SECTOR_BYTES);
}

function refusal(name: FailureName, reason: string): FailureError {
  return new FailureError(name, `${reason} The machine was not started; choose another size.`);
}

function checkMedium(what: string, name: string, bytes: number, sectorBytes: number): void {
  if (bytes > MAXIMUM_MEDIA_BYTES) {
    throw new FailureError(
      'DeviceRefused',
      `The file ${name} cannot be a ${what}: it has ${bytes} bytes, and a ${what} lies in the tab's memory, where it may have ${MAXIMUM_MEDIA_MIB} MiB. The machine was not started. Choose a smaller image.`,
    );
  }
  if (bytes > 0 && bytes % sectorBytes === 0) return;
  throw new FailureError(
    'DeviceRefused',
    `The file ${name} cannot be a ${what}: it has ${bytes} bytes, and a ${what} is made of sectors of ${sectorBytes}. The machine was not started. Choose an image of a whole ${what}.`,
  );
}
