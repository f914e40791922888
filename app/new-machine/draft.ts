import { findImage, IMAGES, type Image } from '#images/catalog';
import { diskRefusal, MAXIMUM_MEDIA_MIB, memoryRefusal } from '#protocol/limits';
import type { Cd, Disk, MachineConfig, NetworkCard } from '#protocol/machine';
import { defaultConfig, readName } from '../machines/machine-config.ts';
import type { LastChoices } from '../preferences/preferences.ts';

/** The form of New machine, as it is filled in: numbers are still text, files still unread. */
export interface Draft {
  readonly imageId: string;
  readonly name: string;
  readonly memory: string;
  /** Booted even where it could start at its prompt. */
  readonly cold: boolean;
  readonly network: NetworkCard;
  readonly disk: 'none' | 'blank' | 'file';
  readonly diskSize: string;
  readonly diskFile: File | null;
  readonly cd: 'none' | 'file';
  readonly cdFile: File | null;
}

/** In bytes. */
const DISK_SECTOR = 512;
const CD_SECTOR = 2048;

/** What is wrong with a draft, by field; empty when it can be started. */
export interface DraftRefusals {
  readonly memory?: string;
  readonly disk?: string;
  readonly cd?: string;
}

export function newDraft(image: Image, name: string, last: LastChoices | null): Draft {
  const remembered = last !== null && memoryRefusal(image, last.memoryMiB) === null;
  return {
    imageId: image.id,
    name,
    memory: String(remembered ? last.memoryMiB : image.defaultMemoryMiB),
    cold: false,
    network: last?.network ?? 'virtio',
    disk: 'none',
    diskSize: '64',
    diskFile: null,
    cd: 'none',
    cdFile: null,
  };
}

export function draftImage(draft: Draft): Image {
  const image = findImage(draft.imageId) ?? IMAGES[0];
  if (image === undefined) throw new Error('The catalogue of images is empty.');
  return image;
}

export function refuseDraft(draft: Draft): DraftRefusals {
  const memory = memoryRefusal(draftImage(draft), readNumber(draft.memory));
  const disk =
    draft.disk === 'blank'
      ? diskRefusal(readNumber(draft.diskSize))
      : draft.disk === 'file'
        ? fileRefusal(draft.diskFile, 'disk', DISK_SECTOR)
        : null;
  const cd = draft.cd === 'file' ? fileRefusal(draft.cdFile, 'CD', CD_SECTOR) : null;
  return {
    ...(memory === null ? {} : { memory }),
    ...(disk === null ? {} : { disk }),
    ...(cd === null ? {} : { cd }),
  };
}

/**
 * Reads the files of a draft that nothing is wrong with. Without a name it gets the next that is not taken. Rejects when
 * the browser cannot read a file.
 */
export async function readDraft(draft: Draft, taken: readonly string[]): Promise<MachineConfig> {
  const [disk, cd] = await Promise.all([readDisk(draft), readCd(draft)]);
  return {
    ...defaultConfig(draftImage(draft), readName(draft.name, draft.imageId, taken)),
    memoryMiB: readNumber(draft.memory),
    network: draft.network,
    disk,
    cd,
  };
}

async function readDisk({ disk, diskSize, diskFile }: Draft): Promise<Disk | null> {
  if (disk === 'blank') return { kind: 'blank', sizeMiB: readNumber(diskSize) };
  if (disk === 'none' || diskFile === null) return null;
  return { kind: 'file', name: diskFile.name, bytes: await readBytes(diskFile) };
}

async function readCd({ cd, cdFile }: Draft): Promise<Cd | null> {
  if (cd === 'none' || cdFile === null) return null;
  return { name: cdFile.name, bytes: await readBytes(cdFile) };
}

async function readBytes(file: File): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await file.arrayBuffer());
}

function readNumber(text: string): number {
  return text.trim() === '' ? Number.NaN : Number(text);
}

function fileRefusal(file: File | null, what: string, sectorBytes: number): string | null {
  if (file === null) return 'Choose a file.';
  if (file.size === 0) return `${file.name} is empty.`;
  if (file.size > MAXIMUM_MEDIA_MIB * 2 ** 20) {
    return `${file.name} is larger than ${MAXIMUM_MEDIA_MIB} MiB, more than a tab can hold.`;
  }
  if (file.size % sectorBytes === 0) return null;
  return `${file.name} has ${file.size} bytes, and a ${what} is made of sectors of ${sectorBytes}: choose an image of a whole ${what}.`;
}
