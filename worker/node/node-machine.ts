import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { ALL_IMAGES, findImage, imageFiles } from '#images/catalog';
import type { FileLocations, MachineConfig } from '#protocol/machine';
import { FileMissing, type ReadFile } from '../machine/image-files.ts';
import { Machine, type MachineHost } from '../machine/machine.ts';
import { ScriptedTime } from '../machine/time-source.ts';

const IMAGES_FOLDER = new URL('../../images/', import.meta.url);

/** Where the files lie in this repository. */
export const NODE_FILES: FileLocations = {
  images: Object.fromEntries(
    ALL_IMAGES.flatMap((image) =>
      imageFiles(image).map(({ path }) => [path, fileURLToPath(new URL(path, IMAGES_FOLDER))]),
    ),
  ),
  emulator: createRequire(import.meta.url).resolve('v86/build/v86.wasm'),
  baked: {},
};

/** The Machine that the tab runs, in this process, off. */
export function createNodeMachine(host: Partial<MachineHost> = {}): Machine {
  return new Machine({ readFile: readLocalFile, ...host });
}

/** A machine whose time and date are functions of what it executes. */
export function createScriptedMachine(host: Partial<MachineHost> = {}): Machine {
  return createNodeMachine({
    createTime: () => new ScriptedTime(),
    epochMs: () => Date.UTC(2026, 0, 1),
    ...host,
  });
}

/** A configuration with the page's defaults. */
export function configOf(image: string, options: Partial<MachineConfig> = {}): MachineConfig {
  return {
    image,
    name: image,
    memoryMiB: findImage(image)?.defaultMemoryMiB ?? 128,
    seed: 1,
    network: 'virtio',
    disk: null,
    cd: null,
    ...options,
  };
}

/** Reads a file of this computer's. */
export const readLocalFile: ReadFile = async (path, onPart) => {
  try {
    const bytes = new Uint8Array(await readFile(path));
    onPart(bytes);
    return bytes;
  } catch (cause) {
    throw new FileMissing(`${path} cannot be read.`, { cause });
  }
};
