import type { JitMode } from '#protocol/machine';
import type { NextWindow } from '../meter/sampler.ts';

/**
 * What comes to a PC from outside between two slices. With the guest time at which each slice begins, these are all that it
 * does not derive from what it was before.
 */
export type EngineInput =
  /** Bytes for the serial port. */
  | { readonly kind: 'console'; readonly bytes: Uint8Array }
  /** Bytes for the guest agent's port. They are lost when the agent does not listen. */
  | { readonly kind: 'agent'; readonly bytes: Uint8Array }
  /** Whether hot code may be compiled. */
  | { readonly kind: 'compiler'; readonly allowed: boolean }
  /** Whether it is, whatever may be. */
  | { readonly kind: 'jit'; readonly mode: JitMode }
  /** Where the next window of samples is; null: nowhere. */
  | { readonly kind: 'window'; readonly window: NextWindow | null }
  /** How many instructions a slice is at least; see `Instruments`. */
  | { readonly kind: 'sliceLength'; readonly instructions: number }
  /** The guest's wall clock goes on as if it had shown so much at power-on: whole milliseconds since 1970. */
  | { readonly kind: 'epoch'; readonly ms: number }
  /** All random numbers from now on are drawn from another seed. */
  | { readonly kind: 'seed'; readonly seed: number };

/** Hears of all that a PC does not derive. */
export interface Tape {
  /** An input is given, before the next slice. */
  handleInput(input: EngineInput): void;
  /** A slice begins at guest time `anchorNs`; the one before has ended at `endedNs`. */
  handleSlice(anchorNs: number, endedNs: number): void;
}
