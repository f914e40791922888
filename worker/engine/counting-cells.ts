import { CPU_EVENTS, type CpuEvent } from '#protocol/counters';

/**
 * Where the instrumented wasm counts: words of its own memory between v86's CPU state, which ends at 1280
 * (`cpu/global_pointers.rs`), and its data, which begin at 4096 (its linker's `--global-base`). Byte offsets; each count wraps
 * at 2^32.
 */
export const FIRST_CELL = 1280;

/** Events that follow from counts of the vectors. */
const OF_VECTORS = ['exception', 'pageFault', 'interrupt'] as const satisfies readonly CpuEvent[];
type OfVectors = (typeof OF_VECTORS)[number];

/** Events that have a count of their own. */
export type CountedEvent = Exclude<CpuEvent, OfVectors>;

const isCounted = (event: CpuEvent): event is CountedEvent =>
  !OF_VECTORS.some((derived) => derived === event);

export const COUNTED_EVENTS: readonly CountedEvent[] = CPU_EVENTS.filter(isCounted);

/** Events that were not counted yet when the first replays were kept: behind all other cells, which stay where those have them. */
const LATER = ['clts', 'lmsw'] as const satisfies readonly CountedEvent[];
const isLater = (event: CountedEvent) => LATER.some((later) => later === event);

/**
 * What is counted at the entry of the function that executes it; beside events, entries through the vector table of real
 * mode but by INT, which are interrupts of devices while the BIOS runs, and instructions in ring 3.
 */
export type Counted = CountedEvent | 'realModeInterrupt' | 'user';
const FIRST: readonly Counted[] = [
  ...COUNTED_EVENTS.filter((event) => !isLater(event)),
  'realModeInterrupt',
  'user',
];

/** The ports of the two interrupt controllers (8259A), which v86 keeps inside its wasm. */
export const PIC_PORTS = [0x20, 0x21, 0xa0, 0xa1, 0x4d0, 0x4d1] as const;

const WORD = 4;
const at = (word: number) => FIRST_CELL + word * WORD;

const PIC_WORDS = 8;
const picReads = FIRST.length;
const picWrites = picReads + PIC_WORDS;
const vectors = picWrites + PIC_WORDS;

/** Places among the counts: where those of `PIC_PORTS` begin, and those of the 256 vectors. */
export const PIC_CELLS = { reads: picReads, writes: picWrites } as const;
export const VECTOR_CELLS = vectors;
export const VECTORS = 256;
/** Those before are exceptions, the processor's own. */
export const FIRST_DEVICE_VECTOR = 32;

const controls = vectors + VECTORS;
const trace = controls + 8;

/** Instructions of a window that are kept. */
export const TRACED = 256;

const writtenMap = trace + TRACED;
const later = writtenMap + 1;

export const CELLS = {
  picReads: at(picReads),
  picWrites: at(picWrites),
  /** One of each vector: entries in protected mode, but by INT. */
  vectors: at(vectors),
  /**
   * The least instructions of a slice, written by the engine, and 0 at a window's end; 0: it ends with the block that runs. One
   * that begins halted goes on for a millisecond where they are odd.
   */
  sliceLength: at(controls),
  /** Written by the engine: v86's instruction counter where a window of samples begins, and its instructions; 0: none. */
  windowFrom: at(controls + 1),
  windowLength: at(controls + 2),
  /** Written by the engine: how many of them are not kept, the first ones. */
  windowLead: at(controls + 7),
  /** `1 << WINDOW_BIT` while instructions are interpreted and traced. */
  mode: at(controls + 6),
  /** The ring that instructions run in since `ringSince`. */
  ring: at(controls + 3),
  /** v86's instruction counter when that ring was entered. */
  ringSince: at(controls + 4),
  /** Instructions traced. */
  traced: at(controls + 5),
  /** The instructions of a window that are kept: physical address, and from `RING_SHIFT` on the CPU's ring. */
  trace: at(trace),
  /** Written by the engine: where the byte of guest RAM's first page is, in a map of the pages that are written; 0: there is none. */
  writtenMap: at(writtenMap),
} as const;

/** Names of the counts from `FIRST_CELL` on. */
const FIRST_NAMES: readonly string[] = [
  ...FIRST,
  ...numbered('picRead', PIC_WORDS),
  ...numbered('picWrite', PIC_WORDS),
  ...numbered('vector', VECTORS),
];
export const FIRST_COUNTS = FIRST_NAMES.length;

/** All counts' names: those, and then those from `LATER_CELL` on. */
export const COUNT_NAMES: readonly string[] = [...FIRST_NAMES, ...LATER];
export const LATER_CELL = at(later);
export const LATER_COUNTS = LATER.length;

/** Guest RAM ends below this bit. */
export const RING_SHIFT = 30;

/** A bit that no compiled module has in its state flags. */
export const WINDOW_BIT = 7;

/** Its place among the counts. */
export function placeOf(counted: Counted): number {
  return COUNT_NAMES.indexOf(counted);
}

/** The byte offset of a count. */
export function cellOf(counted: Counted): number {
  const place = placeOf(counted);
  return place < FIRST_COUNTS ? at(place) : at(later + place - FIRST_COUNTS);
}

/** The byte after the last cell. */
export const CELLS_END = at(later + LATER_COUNTS);

function numbered(name: string, count: number): string[] {
  return Array.from({ length: count }, (_, number) => `${name}${number}`);
}
