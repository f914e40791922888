import { findImage, type Image } from '#images/catalog';
import { FailureError } from '#protocol/failure';
import { type Disk, type FileLocations, frozenConfig, type MachineConfig } from '#protocol/machine';
import type { FrozenConfig } from '#protocol/snapshots';
import type { EngineOptions } from '../engine/build-v86.ts';
import { GuestDisk } from '../engine/guest-disk.ts';
import { hostNowMs } from '../engine/host-globals.ts';
import { loadV86 } from '../engine/load-v86.ts';
import { checkConfig } from './check-config.ts';
import { type FileHost, type LoadedFiles, loadFiles, type OnProgress } from './image-files.ts';

/** Often enough for a bar that moves, seldom enough not to slow down what it shows. */
const PROGRESS_EVERY_MS = 50;

const MIB = 2 ** 20;

/** What `boot` was called with. */
export interface AskedMachine {
  readonly config: MachineConfig;
  readonly locations: FileLocations;
}

/** What any number of power cycles are built from. */
export interface LoadedMachine {
  readonly config: FrozenConfig;
  readonly image: Image;
  readonly files: LoadedFiles;
  /** What the guest has written to it stays over a reset. */
  readonly disk: GuestDisk | null;
  readonly cd: GuestDisk | null;
}

/**
 * Loads all that a machine is built from. Fails with `ImageUnknown` and as `checkConfig`, `loadFiles` and `diskBytes` do.
 *
 * @param onProgress is called every 50 ms at most, and when all bytes have come.
 */
export async function loadMachine(
  { config, locations }: AskedMachine,
  host: FileHost,
  onProgress: OnProgress,
): Promise<LoadedMachine> {
  const image = knownImage(config.image);
  checkConfig(config, image);
  const loading = loadFiles(image, locations, host, throttled(onProgress));
  // While the files are on their way. Who builds the machine asks again, and hears of a failure.
  loadV86().catch(() => {});
  const files = await loading;
  const disk = config.disk && new GuestDisk(diskBytes(config.disk));
  const cd = config.cd && new GuestDisk(config.cd.bytes);
  return { config: frozenConfig(config), image, files, disk, cd };
}

/** The image of that id. Fails with `ImageUnknown`. */
export function knownImage(id: string): Image {
  const image = findImage(id);
  if (image) return image;
  throw new FailureError(
    'ImageUnknown',
    `There is no image "${id}" in the catalogue, so no machine was started. Choose one of those that New machine offers.`,
  );
}

/** Calls every 50 ms at most, and when all bytes have come. */
export function throttled(onProgress: OnProgress): OnProgress {
  let toldAt = hostNowMs();
  return (loadedBytes, totalBytes) => {
    const now = hostNowMs();
    if (now - toldAt < PROGRESS_EVERY_MS && loadedBytes < totalBytes) return;
    toldAt = now;
    onProgress(loadedBytes, totalBytes);
  };
}

/** How a PC is built from it; its clock shows `epochMs` at power-on, in milliseconds since 1970. */
export function engineOptions(
  { config, image, files, disk, cd }: LoadedMachine,
  epochMs: number,
): EngineOptions {
  return {
    ...files,
    kernel: files.kernel && {
      bytes: files.kernel,
      commandLine: commandLine(image, config),
    },
    memoryMiB: config.memoryMiB,
    seed: config.seed,
    epochMs,
    network: config.network,
    disk,
    cd,
  };
}

/** The kernel's command line for a machine of that configuration. */
export function commandLine(image: Image, { memoryMiB, disk }: FrozenConfig): string {
  return image.commandLine(memoryMiB, disk?.kind ?? 'none');
}

function diskBytes(disk: Disk): Uint8Array<ArrayBuffer> {
  if (disk.kind === 'file') return disk.bytes;
  try {
    return new Uint8Array(disk.sizeMiB * MIB);
  } catch (cause) {
    throw new FailureError(
      'MemoryRefused',
      'The browser did not give the memory for the disk, so the machine was not started. Choose a smaller disk, or close other machines and tabs.',
      { cause },
    );
  }
}
