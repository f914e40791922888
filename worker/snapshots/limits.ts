import type { RegionName } from '#protocol/frozen-machine';

/** Pages that one chunk may hold; chunks do not cross a boundary of so many pages. */
export const CHUNK_PAGES = 16;

/** Bytes of a text or module that one chunk may hold; no chunk of any kind is larger. */
export const PIECE_BYTES = 256 * 1024;

const PAGES_IN_A_MIB = 256;

/** The most pages a region may have. */
export const MAXIMUM_PAGES: Readonly<Record<RegionName, number>> = {
  memory: 2253 * PAGES_IN_A_MIB,
  devices: 512 * PAGES_IN_A_MIB,
  disk: 1024 * PAGES_IN_A_MIB,
  cd: 1024 * PAGES_IN_A_MIB,
};

/** What a manifest may hold beside pages. */
export const MAXIMUM = {
  /** Bytes of a manifest's JSON. */
  manifestBytes: 64 * 1024 * 1024,
  chunks: 1_000_000,
  texts: 32,
  /** Of all texts. A console of 5000 lines of 200 letters, each in a colour of its own, takes some 40 MiB. */
  textBytes: 256 * 1024 * 1024,
  modules: 16_384,
  moduleBytes: 16 * 1024 * 1024,
  /** Of all modules. Guests that were kept busy had up to 25, of 2 MB together, the largest 142 KB. */
  allModuleBytes: 512 * 1024 * 1024,
  nameLength: 80,
  /** Bytes of a file's header. */
  headerBytes: 256 * 1024,
  imageFiles: 16,
  imageFileBytes: 512 * 1024 * 1024,
} as const;

/** Bytes that a file's chunks may have, unpacked: all regions full, with texts and modules. */
export const MAXIMUM_CHUNK_BYTES = 8 * 1024 ** 3;

/** The last instant that JavaScript's dates can name, in milliseconds since 1970; longer than any span. */
export const MAXIMUM_TIME_MS = 8.64e15;
