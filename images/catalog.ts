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
  /** The kernel's command line for a machine with so much memory. */
  commandLine(memoryMiB: number): string;
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
    bytes: 28672,
    sha256: '0edca1dc2aae9258aa5b45b9e75db0bdcf0aece3649b8b9c5f3e96af374b4596',
  },
  kernel: {
    path: 'tiny/kernel.bin.gzip',
    bytes: 4294443,
    sha256: '74a6f06e3c6559243cb828e207eface3ce6f5734e615d617f58f4c64742c4572',
    unpacked: {
      bytes: 8851392,
      sha256: '2c5855fcaa9a6f130a10f110c64530e1e808b410b3f00d9abfc1336feab02429',
    },
  },
  // SeaBIOS keeps the top 16 MiB of a v86 machine to itself; the exact map gives them back to Linux.
  commandLine: (memoryMiB) =>
    [
      'console=ttyS0,115200n8r quiet panic=-1 reboot=k tsc=reliable',
      `memmap=exactmap memmap=639K@0 memmap=${memoryMiB - 1}M@1M`,
    ].join(' '),
};

/** Every image that can be booted, the first one first offered. */
export const IMAGES: readonly Image[] = [tiny];

/** The image of that id, or undefined. */
export function findImage(id: string): Image | undefined {
  return IMAGES.find((image) => image.id === id);
}

/** The files an image boots from. */
export function imageFiles(image: Image): readonly ImageFile[] {
  return [image.bios, image.vgaBios, image.kernel];
}
