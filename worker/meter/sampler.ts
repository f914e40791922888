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

/** Instructions from one window to the next, on average. */
const PERIOD_INSTRUCTIONS = 500_000;

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
  ...['pushf', 'popf', 'smsw', 'lmsw', 'clts'],
  ...['lar', 'lsl', 'verr', 'verw', 'rdpmc', 'invd', 'wbinvd'],
] as const;

/** Of them, those that only fault in ring 3. */
const PRIVILEGED: ReadonlySet<string> = new Set(['lmsw', 'clts', 'invd', 'wbinvd']);

/** The longest instruction of x86, in bytes. */
const LONGEST_INSTRUCTION = 15;

/** The most instructions that are remembered as decoded. */
const MOST_REMEMBERED = 50_000;

export type Decode = (bytes: Uint8Array, bits: 16 | 32) => Decoded;

/**
 * Estimates what a guest's instructions are from windows of consecutive ones, the windows at random distances. A window is
 * a cluster: the errors come from how windows differ from one another. How much of all runs in ring 3 is known exactly, so
 * that each ring's windows count for as much as that ring has executed, however many of them fell into it (Cochran, Sampling
 * Techniques, 1977: ratio estimates, and stratification after the selection).
 */
export class Sampler {
  readonly #decode: Decode;
  readonly #remembered = new Map<number, { bytes: Uint8Array; bits: number; decoded: Decoded }>();
  #random: number;
  #windows: Windows = noWindows();
  #seen = new Map<string, Seen>();

  /** @param seed decides where the windows are. */
  constructor(decode: Decode, seed: number) {
    this.#decode = decode;
    this.#random = seed >>> 0 || 1;
  }

  /** Where the next window is: half to one and a half periods away, each as likely. */
  nextWindow(): NextWindow {
    return {
      afterInstructions: Math.floor(PERIOD_INSTRUCTIONS * (0.5 + this.#fraction())),
      leadInstructions: Math.floor(LEAD_INSTRUCTIONS * this.#fraction()),
    };
  }

  /** A window is over: its instructions, guest RAM, in which they still lie, and the code segment's bits where it ended. */
  observe(instructions: readonly TracedInstruction[], ram: Uint8Array, bits: 16 | 32): void {
    const counts = new Map<string, Rings>();
    const length = { user: 0, other: 0 };
    for (const instruction of instructions) {
      const ring = instruction.ring === 3 ? 'user' : 'other';
      const { class: kind, mnemonic } = this.#decoded(instruction.address, ram, bits);
      const uncounted = UNCOUNTED.find((name) => mnemonic.startsWith(name));
      length[ring]++;
      for (const key of uncounted === undefined ? [kind] : [kind, uncounted]) {
        const count = counts.get(key) ?? { user: 0, other: 0 };
        count[ring]++;
        counts.set(key, count);
      }
    }
    this.#windows = withWindow(this.#windows, length);
    for (const [key, count] of counts) {
      this.#seen.set(key, withCount(this.#seen.get(key) ?? notSeen(), count, length));
    }
  }

  /** Forgets what was seen. */
  reset(): void {
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
      samples: this.#windows.user + this.#windows.other,
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

  #decoded(address: number, ram: Uint8Array, bits: 16 | 32): Decoded {
    const known = this.#remembered.get(address);
    if (known !== undefined && known.bits === bits && lies(known.bytes, ram, address)) {
      return known.decoded;
    }
    // The next physical page need not be the next one of the code.
    const pageEnd = address - (address % PAGE_BYTES) + PAGE_BYTES;
    const bytes = ram.slice(address, Math.min(address + LONGEST_INSTRUCTION, pageEnd));
    const decoded = this.#decode(bytes, bits);
    if (this.#remembered.size >= MOST_REMEMBERED) this.#remembered.clear();
    this.#remembered.set(address, { bytes, bits, decoded });
    return decoded;
  }
}

function lies(bytes: Uint8Array, ram: Uint8Array, address: number): boolean {
  for (let index = 0; index < bytes.length; index++) {
    if (bytes[index] !== ram[address + index]) return false;
  }
  return true;
}
