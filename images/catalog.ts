/** A file that machines boot from, named below `images/`. */
export interface ImageFile {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
  /** The file is gzip; what it holds. */
  readonly unpacked?: { readonly bytes: number; readonly sha256: string };
}

/** Something to boot. */
export interface Image {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  /** Least and default guest memory, in MiB. */
  readonly minimumMemoryMiB: number;
  readonly defaultMemoryMiB: number;
  readonly bios: ImageFile;
  readonly vgaBios: ImageFile;
  readonly kernel: ImageFile;
  /** The kernel's command line for a machine with so much memory, and such a disk for `/data`. */
  commandLine(memoryMiB: number, disk: 'none' | 'blank' | 'file'): string;
}

const tiny: Image = {
  id: 'tiny',
  title: 'Tiny Linux',
  summary: 'Linux 6.1 with busybox, Lua and strace: at a shell prompt in a second.',
  minimumMemoryMiB: 32,
  defaultMemoryMiB: 128,
  bios: {
    path: 'tiny/bios.bin',
    bytes: 131072,
    sha256: '7ba476745bd8d32d66b7a5bd12999e2445e7a345a4a72c30352b1d4a69a26e88',
  },
  vgaBios: {
    path: 'tiny/vgabios.bin',
    bytes: 512,
    sha256: '02dd45b70c3c390d37f36305716dfe40dc28be4eb0823666e8eae8daa4c6f73a',
  },
  kernel: {
    path: 'tiny/kernel.bin.gzip',
    bytes: 4307263,
    sha256: 'cf2a707f5ba77694f16e10a8cccb422aaa8b8fe62019f37614e612e32f4dfb1b',
    unpacked: {
      bytes: 8871872,
      sha256: 'e23b9292f51e67f1dd89e72fa3827755e55cf2bc22eeff87b23824819d6ca1cb',
    },
  },
  // SeaBIOS keeps the top 16 MiB of a v86 machine to itself; the exact map gives them back to Linux.
  commandLine: (memoryMiB, disk) =>
    [
      'console=ttyS0,115200n8r quiet panic=-1 reboot=k tsc=reliable',
      `memmap=exactmap memmap=639K@0 memmap=${memoryMiB - 1}M@1M`,
      ...(disk === 'none' ? [] : [`data=${disk}`]),
    ].join(' '),
};

/** Every image that can be booted, the first one first offered. */
export const IMAGES: readonly Image[] = [tiny];

/**
 * Images of earlier releases, which are offered no more: machines that booted from them boot from them again. Whoever replaces a
 * released file moves the old one to another path, and its image here. `golden.test.ts` holds to it.
 */
const EARLIER_IMAGES: readonly Image[] = [];

/** Every image that this page has the files of. */
export const ALL_IMAGES = [...IMAGES, ...EARLIER_IMAGES];

/** The image of that id, or undefined. */
export function findImage(id: string): Image | undefined {
  return IMAGES.find((image) => image.id === id);
}

/** The image whose files have these digests, of whatever release, or undefined. */
export function findImageOf(
  digests: readonly string[],
  images: readonly Image[] = ALL_IMAGES,
): Image | undefined {
  return images.find((image) => imageFiles(image).every(({ sha256 }) => digests.includes(sha256)));
}

/** The file of that SHA-256, of whatever release, or undefined. */
export function findFile(sha256: string): ImageFile | undefined {
  return ALL_IMAGES.flatMap(imageFiles).find((file) => file.sha256 === sha256);
}

/** The files an image boots from. */
export function imageFiles(image: Image): readonly ImageFile[] {
  return [image.bios, image.vgaBios, image.kernel];
}
