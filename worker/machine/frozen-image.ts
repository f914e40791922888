import { findImage, findImageOf, type Image, type ImageFile } from '#images/catalog';
import { FailureError } from '#protocol/failure';
import type { FrozenFacts } from '#protocol/frozen-machine';
import type { FrozenBoot, FrozenImage } from '#protocol/snapshots';
import type { ReadStoredFile } from './image-files.ts';

/**
 * The image that a snapshot's machine boots from. The catalogue's where that has the very files; else the one that came with
 * the snapshot; else what the catalogue has under that name now. Fails with `ImageUnknown`.
 */
export async function frozenImage(
  { machine, image }: FrozenFacts,
  readStored: ReadStoredFile,
): Promise<Image> {
  const same = findImageOf(Object.values(image.files));
  if (same) return same;
  const own = image.boot ? await ownImage(machine.image, image, image.boot, readStored) : null;
  const found = own ?? findImage(machine.image);
  if (found) return found;
  throw new FailureError(
    'ImageUnknown',
    `${machine.name} booted from the image "${machine.image}", which is not in this catalogue and did not come with the snapshot, so it was not resumed. Export the snapshot with its image files where it was made, and import that file.`,
  );
}

/** Made of files that came with the snapshot; null where one of them did not. */
async function ownImage(
  id: string,
  { files }: FrozenImage,
  { bios, vgaBios, kernel, commandLine }: FrozenBoot,
  readStored: ReadStoredFile,
): Promise<Image | null> {
  const find = async (path: string): Promise<ImageFile | null> => {
    const sha256 = files[path];
    const bytes = sha256 === undefined ? null : await readStored(sha256);
    return sha256 === undefined || bytes === null ? null : { path, bytes: bytes.length, sha256 };
  };
  const found = await Promise.all([find(bios), find(vgaBios), find(kernel)]);
  const [foundBios, foundVgaBios, foundKernel] = found;
  if (!foundBios || !foundVgaBios || !foundKernel) return null;
  return {
    id,
    title: id,
    summary: '',
    minimumMemoryMiB: 1,
    defaultMemoryMiB: 128,
    bios: foundBios,
    vgaBios: foundVgaBios,
    kernel: foundKernel,
    commandLine: () => commandLine,
  };
}
