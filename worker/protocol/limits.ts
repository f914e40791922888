/** The most memory a machine may have, in MiB: what a 32-bit kernel without high memory reaches. */
export const MAXIMUM_MEMORY_MIB = 1024;

/** The largest blank disk or file that a machine may have: it lies in the tab's memory, whole. */
export const MAXIMUM_MEDIA_MIB = 1024;

/** Characters of a line in the picture of a console that a snapshot keeps, at most; combining marks count. */
export const MAXIMUM_PICTURE_LINE = 16_384;

/** What an image says of the memory it needs. */
export interface MemoryNeed {
  readonly title: string;
  readonly minimumMemoryMiB: number;
}

/** Why a machine of an image cannot have so much memory, as a sentence; null when it can. */
export function memoryRefusal(image: MemoryNeed, memoryMiB: number): string | null {
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
