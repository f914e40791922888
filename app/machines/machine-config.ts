import { type Image, MAXIMUM_MEMORY_MIB } from '#images/catalog';
import type { MachineConfig } from '#protocol/machine';

/** From here on browsers have been seen to refuse the memory, phones first. */
export const LARGE_MEMORY_MIB = 512;

/** The largest blank disk or file offered: each lives in the tab's memory, whole. */
export const MAXIMUM_MEDIA_MIB = 1024;

/** The machine that is built when nobody chose anything. */
export function defaultConfig(image: Image, name: string): MachineConfig {
  return {
    image: image.id,
    name,
    memoryMiB: image.defaultMemoryMiB,
    seed: randomSeed(),
    network: 'virtio',
    disk: null,
    cd: null,
  };
}

/** Why an image cannot have so much memory, as a sentence; null when it can. */
export function memoryRefusal(image: Image, memoryMiB: number): string | null {
  const { minimumMemoryMiB: least, title } = image;
  if (!Number.isInteger(memoryMiB)) return 'Memory is a whole number of MiB.';
  if (memoryMiB < least) {
    return `${title} needs at least ${least} MiB; ${memoryMiB} MiB is too little.`;
  }
  if (memoryMiB > MAXIMUM_MEMORY_MIB) {
    return `A machine can have at most ${MAXIMUM_MEMORY_MIB} MiB; ${memoryMiB} MiB is too much.`;
  }
  return null;
}

/** Why a blank disk cannot have that size, as a sentence; null when it can. */
export function diskRefusal(sizeMiB: number): string | null {
  if (Number.isInteger(sizeMiB) && sizeMiB >= 1 && sizeMiB <= MAXIMUM_MEDIA_MIB) return null;
  return `A blank disk has a whole number of MiB, from 1 to ${MAXIMUM_MEDIA_MIB}.`;
}

/** `tiny`, `tiny 2`, `tiny 3`: the first that is not taken. */
export function freeName(stem: string, taken: readonly string[]): string {
  if (!taken.includes(stem)) return stem;
  let number = 2;
  while (taken.includes(`${stem} ${number}`)) number++;
  return `${stem} ${number}`;
}

export function randomSeed(): number {
  const [seed = 0] = crypto.getRandomValues(new Uint32Array(1));
  return seed;
}
