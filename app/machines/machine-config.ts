import type { Image } from '#images/catalog';
import type { MachineConfig } from '#protocol/machine';

/** From here on browsers have been seen to refuse the memory, phones first. */
export const LARGE_MEMORY_MIB = 512;

/** Of a machine's name, in UTF-16 units. */
export const LONGEST_NAME = 40;

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

/** `tiny`, `tiny 2`, `tiny 3`: the first that is not taken; of a name that is numbered, too. */
export function freeName(name: string, taken: readonly string[]): string {
  if (!taken.includes(name)) return name;
  const stem = name.replace(/ \d+$/, '');
  let number = 2;
  while (taken.includes(`${stem} ${number}`)) number++;
  return `${stem} ${number}`;
}

/** A chosen name as a machine can have it: without blanks at its ends, cut to length; the next free one if it is empty. */
export function readName(chosen: string, stem: string, taken: readonly string[]): string {
  const name = chosen.trim().slice(0, LONGEST_NAME).trim();
  return name === '' ? freeName(stem, taken) : name;
}

export function randomSeed(): number {
  const [seed = 0] = crypto.getRandomValues(new Uint32Array(1));
  return seed;
}
