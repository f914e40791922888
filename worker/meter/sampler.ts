import {
  INSTRUCTION_CLASSES,
  type InstructionClass,
  type SampledCounts,
  type SampledShare,
} from '#protocol/counters';
// A type alone: the decoder is large, and loaded when samples are wanted.
import type { Decoded } from './decoder.ts';

/** Instructions from one window to the next, on average. */
export const PERIOD_INSTRUCTIONS = 500_000;

/** What no counter sees, and samples do. */
const UNCOUNTED = ['pushf', 'popf', 'smsw', 'lmsw', 'clts'] as const;

/** Two-sided 95 % of the normal distribution. */
const Z = 1.96;

/** The longest instruction of x86, in bytes. */
const LONGEST_INSTRUCTION = 15;

/** The most instructions that are remembered as decoded. */
const MOST_REMEMBERED = 50_000;

export type Decode = (bytes: Uint8Array, bits: 16 | 32) => Decoded;

/** How often something was seen, window by window, as far as the estimate of a share and its error needs it. */
interface Seen {
  total: number;
  /** Sums over windows: of the squared count, and of the count times the window's length. */
  squares: number;
  products: number;
}

/**
 * Estimates what a guest's instructions are from windows of consecutive ones, each some hundred long, the windows at
 * random distances. A window is a cluster: the errors come from how windows differ from one another (Cochran, Sampling
 * Techniques, 1977, ratio estimates).
 */
export class Sampler {
  readonly #decode: Decode;
  readonly #remembered = new Map<number, { bytes: Uint8Array; bits: number; decoded: Decoded }>();
  #random: number;
  #windows = 0;
  #samples = 0;
  #lengthSquares = 0;
  #seen = new Map<string, Seen>();

  /** @param seed decides where the windows are. */
  constructor(decode: Decode, seed: number) {
    this.#decode = decode;
    this.#random = seed >>> 0 || 1;
  }

  /** How many instructions to wait for the next window: half to one and a half periods, each as likely. */
  nextDistance(): number {
    // Xorshift (Marsaglia, 2003).
    this.#random ^= this.#random << 13;
    this.#random ^= this.#random >>> 17;
    this.#random ^= this.#random << 5;
    const fraction = (this.#random >>> 0) / 2 ** 32;
    return Math.floor(PERIOD_INSTRUCTIONS * (0.5 + fraction));
  }

  /** A window is over: the physical addresses of its instructions, and guest RAM, in which they still lie. */
  observe(addresses: Uint32Array, ram: Uint8Array, bits: 16 | 32): void {
    const counts = new Map<string, number>();
    const count = (key: string) => counts.set(key, (counts.get(key) ?? 0) + 1);
    for (const address of addresses) {
      const { class: kind, mnemonic } = this.#decoded(address, ram, bits);
      count(kind);
      const uncounted = UNCOUNTED.find((name) => mnemonic.startsWith(name));
      if (uncounted !== undefined) count(uncounted);
    }
    this.#add(counts, addresses.length);
  }

  /** Forgets what was seen. */
  reset(): void {
    this.#windows = 0;
    this.#samples = 0;
    this.#lengthSquares = 0;
    this.#seen = new Map();
  }

  get counts(): SampledCounts {
    const share = (key: string) => this.#share(this.#seen.get(key));
    return {
      kind: 'sampled',
      windows: this.#windows,
      samples: this.#samples,
      // Safe: made of all classes.
      classes: Object.fromEntries(INSTRUCTION_CLASSES.map((name) => [name, share(name)])) as Record<
        InstructionClass,
        SampledShare
      >,
      uncounted: Object.fromEntries(UNCOUNTED.map((name) => [name, share(name)])),
    };
  }

  #add(counts: ReadonlyMap<string, number>, length: number): void {
    this.#windows++;
    this.#samples += length;
    this.#lengthSquares += length ** 2;
    for (const [key, count] of counts) {
      const seen = this.#seen.get(key) ?? { total: 0, squares: 0, products: 0 };
      seen.total += count;
      seen.squares += count ** 2;
      seen.products += count * length;
      this.#seen.set(key, seen);
    }
  }

  #share(seen: Seen | undefined): SampledShare {
    const windows = this.#windows;
    if (windows < 2) return { share: (seen?.total ?? 0) / Math.max(1, this.#samples), error: 1 };
    // Not seen in n windows: no more than 3/n of them have it (Hanley and Lippman-Hand, JAMA 1983).
    if (seen === undefined) return { share: 0, error: Math.min(1, 3 / windows) };
    const share = seen.total / this.#samples;
    const scatter = seen.squares - 2 * share * seen.products + share ** 2 * this.#lengthSquares;
    const meanLength = this.#samples / windows;
    const variance = Math.max(0, scatter) / (windows - 1) / windows / meanLength ** 2;
    return { share, error: Math.min(1, Z * Math.sqrt(variance)) };
  }

  #decoded(address: number, ram: Uint8Array, bits: 16 | 32): Decoded {
    const known = this.#remembered.get(address);
    if (known !== undefined && known.bits === bits && lies(known.bytes, ram, address)) {
      return known.decoded;
    }
    const bytes = ram.slice(address, address + LONGEST_INSTRUCTION);
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
