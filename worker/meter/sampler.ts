import {
  INSTRUCTION_CLASSES,
  type InstructionClass,
  type SampledCounts,
  type SampledShare,
} from '#protocol/counters';
import { PAGE_BYTES } from '#protocol/frozen-machine';
// A type alone: the decoder is large, and loaded when samples are wanted.
import type { Decoded } from './decoder.ts';
import {
  estimate,
  FEWEST_WINDOWS,
  notSeen,
  noWindows,
  type Rings,
  type Seen,
  type Windows,
  withCount,
  withWindow,
} from './estimate.ts';

/** Instructions from one window to the next, on average, of the first windows. */
const FIRST_PERIOD_INSTRUCTIONS = 500_000;

/** After so many windows they are twice as far apart, again and again: what is known well by then need not cost as much. */
const WINDOWS_PER_PERIOD = 64;

/** How often the period doubles. */
const MOST_DOUBLINGS = 3;

/**
 * A window begins where compiled code can be left, most often at the head of a loop. So up to so many of its instructions
 * are thrown away, as many as by chance, for the rest to begin anywhere in the loop.
 */
const LEAD_INSTRUCTIONS = 256;

/** A window of samples to come. */
export interface NextWindow {
  readonly afterInstructions: number;
  /** Of the window, and thrown away. */
  readonly leadInstructions: number;
}

/** An instruction that was executed: its physical address, and the CPU's ring, 0 to 3. */
export interface TracedInstruction {
  readonly address: number;
  readonly ring: number;
}

/** What no counter sees, and samples do. */
const UNCOUNTED = [
  ...['pushf', 'popf', 'smsw'],
  ...['lar', 'lsl', 'verr', 'verw', 'rdpmc', 'invd', 'wbinvd'],
] as const;

/** Of them, those that only fault in ring 3. */
const PRIVILEGED: ReadonlySet<string> = new Set(['invd', 'wbinvd']);

/** The longest instruction of x86, in bytes. */
const LONGEST_INSTRUCTION = 15;

/** The most instructions that are remembered as decoded. */
const MOST_REMEMBERED = 50_000;

/** An instruction that was decoded. */
interface Remembered {
  readonly bytes: Uint8Array;
  readonly bits: number;
  /** What it is counted as. */
  readonly keys: readonly string[];
}

export type Decode = (bytes: Uint8Array, bits: 16 | 32) => Decoded;

/**
 * Estimates what a guest's instructions are from windows of consecutive ones, the windows at random distances. A window is
 * a cluster: the errors come from how windows differ from one another. How much of all runs in ring 3 is known exactly, so
 * that each ring's windows count for as much as that ring has executed, however many of them fell into it (Cochran, Sampling
 * Techniques, 1977: ratio estimates, and stratification after the selection). Windows get rarer, up to a limit, and then
 * each counts for as many more instructions as it is further from the one before.
 */
export class Sampler {
  readonly #decode: Decode;
  readonly #remembered = new Map<number, Remembered>();
  #random: number;
  #windows: Windows = noWindows();
  #samples = 0;
  /** What an instruction of the window to come counts for: its period, in first periods. */
  #weight = 1;
  #seen = new Map<string, Seen>();

  /** @param seed decides where the windows are. */
  constructor(decode: Decode, seed: number) {
    this.#decode = decode;
    this.#random = seed >>> 0 || 1;
  }

  /** Where the first window is: up to a period away, each distance as likely. */
  firstWindow(): NextWindow {
    return this.#windowAt(this.#fraction());
  }

  /** Where the next window is: half to one and a half periods away, each as likely. */
  nextWindow(): NextWindow {
    return this.#windowAt(0.5 + this.#fraction());
  }

  #windowAt(periods: number): NextWindow {
    const doublings = Math.floor(this.#windows.count / WINDOWS_PER_PERIOD);
    this.#weight = 2 ** Math.min(doublings, MOST_DOUBLINGS);
    return {
      afterInstructions: Math.floor(FIRST_PERIOD_INSTRUCTIONS * this.#weight * periods),
      leadInstructions: Math.floor(LEAD_INSTRUCTIONS * this.#fraction()),
    };
  }

  /** A window is over: its instructions, guest RAM, in which they still lie, and the code segment's bits where it ended. */
  observe(instructions: readonly TracedInstruction[], ram: Uint8Array, bits: 16 | 32): void {
    const weight = this.#weight;
    const counts = new Map<string, Rings>();
    const length = { user: 0, other: 0 };
    for (const instruction of instructions) {
      const ring = instruction.ring === 3 ? 'user' : 'other';
      length[ring] += weight;
      for (const key of this.#keysAt(instruction.address, ram, bits)) {
        const count = counts.get(key) ?? { user: 0, other: 0 };
        count[ring] += weight;
        counts.set(key, count);
      }
    }
    this.#samples += instructions.length;
    this.#windows = withWindow(this.#windows, length);
    for (const [key, count] of counts) {
      this.#seen.set(key, withCount(this.#seen.get(key) ?? notSeen(), count, length));
    }
  }

  /** Forgets what was seen; the windows begin with a first one. */
  reset(): void {
    this.#samples = 0;
    this.#windows = noWindows();
    this.#seen = new Map();
  }

  /**
   * Null while too few windows were seen to say anything.
   *
   * @param userShare the part of all instructions, 0 to 1, that ring 3 has executed meanwhile.
   */
  counts(userShare: number): SampledCounts | null {
    if (this.#windows.count < FEWEST_WINDOWS) return null;
    const share = (key: string) =>
      estimate(this.#windows, this.#seen.get(key) ?? notSeen(), userShare, !PRIVILEGED.has(key));
    return {
      kind: 'sampled',
      windows: this.#windows.count,
      samples: this.#samples,
      // Safe: made of all classes.
      classes: Object.fromEntries(INSTRUCTION_CLASSES.map((name) => [name, share(name)])) as Record<
        InstructionClass,
        SampledShare
      >,
      uncounted: Object.fromEntries(UNCOUNTED.map((name) => [name, share(name)])),
    };
  }

  /** Xorshift (Marsaglia, 2003): 0 to 1, less 1. */
  #fraction(): number {
    this.#random ^= this.#random << 13;
    this.#random ^= this.#random >>> 17;
    this.#random ^= this.#random << 5;
    return (this.#random >>> 0) / 2 ** 32;
  }

  /** What the instruction there is counted as. */
  #keysAt(address: number, ram: Uint8Array, bits: 16 | 32): readonly string[] {
    const known = this.#remembered.get(address);
    if (known !== undefined && known.bits === bits && lies(known.bytes, ram, address)) {
      return known.keys;
    }
    // The next physical page need not be the next one of the code.
    const pageEnd = address - (address % PAGE_BYTES) + PAGE_BYTES;
    const bytes = ram.slice(address, Math.min(address + LONGEST_INSTRUCTION, pageEnd));
    const decoded = this.#decode(bytes, bits);
    const keys = keysOf(decoded);
    if (this.#remembered.size >= MOST_REMEMBERED) this.#remembered.clear();
    this.#remembered.set(address, { bytes: bytes.subarray(0, decoded.length), bits, keys });
    return keys;
  }
}

function keysOf({ class: kind, mnemonic }: Decoded): readonly string[] {
  const uncounted = UNCOUNTED.find((name) => mnemonic.startsWith(name));
  return uncounted === undefined ? [kind] : [kind, uncounted];
}

function lies(bytes: Uint8Array, ram: Uint8Array, address: number): boolean {
  for (let index = 0; index < bytes.length; index++) {
    if (bytes[index] !== ram[address + index]) return false;
  }
  return true;
}
