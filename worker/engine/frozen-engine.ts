import { type FrozenModule, type FrozenRegion, PAGE_BYTES } from '#protocol/frozen-machine';
import type { JitMode } from '#protocol/machine';
import type { MeterState } from '../meter/meter.ts';
import type { FrozenDevices } from './device-buffers.ts';
import type { JitState } from './jit.ts';
import type { LeftOut } from './left-out.ts';
import type { SeededRandom } from './seeded-random.ts';
import type { SerialState } from './serial-port.ts';

/** What the guest's CPU is doing: `halted` for ever (HLT with interrupts off), or asking for a `reset`. */
export type CpuCondition = 'running' | 'halted' | 'reset';

/** What a PC is at a slice boundary, beside its memory, its modules and v86's state of its devices. Plain data. */
export interface EngineState {
  readonly jit: JitState;
  readonly serial: SerialState;
  readonly agentOutput: readonly Uint8Array<ArrayBuffer>[];
  /** Four words that decide all random numbers to come. */
  readonly random: SeededRandom['state'];
  readonly clockNs: number;
  readonly instructions: number;
  readonly condition: CpuCondition;
  readonly leftOut: LeftOut;
  /** What was counted since power-on; of a machine that was frozen before there was a meter, nothing. */
  readonly meter?: MeterState;
  /** Bytes of the shell's mark that the console's output ends in; not there: none. */
  readonly markBytes?: number;
}

/**
 * All that a PC is at a slice boundary, but its disks: with the same inputs from there on, whatever is thawed from it
 * executes what the frozen one does. Survives `structuredClone`.
 */
export interface FrozenEngine {
  /** CPU and devices without RAM and disks, in v86's own format. */
  readonly devices: FrozenDevices;
  /** The emulator's memory: guest RAM, the CPU's registers, the compiler's own state. */
  readonly memory: FrozenRegion;
  /** Guest RAM's place in `memory`, in pages. */
  readonly ram: { readonly firstPage: number; readonly pageCount: number };
  readonly modules: readonly FrozenModule[];
  readonly state: EngineState;
}

/**
 * What is taken of a frozen PC. `exact`: all of it, so that it executes what the frozen one would have, for which it must
 * be of the same build of v86. `portable`: guest RAM, CPU and devices, as v86's own state has them.
 */
export type Layer = 'exact' | 'portable';

/** What a PC has besides that was set from outside, and that one which is frozen to go on otherwise does without. */
export interface Settings {
  readonly jitMode: JitMode;
  readonly sliceInstructions: number;
  /** What the wall clock would have shown at power-on, in milliseconds since 1970. */
  readonly epochMs: number;
}

/** Makes guest RAM what it was in a frozen PC. */
export function putRam({ memory, ram }: FrozenEngine, into: Uint8Array): void {
  const { numbers, contents } = memory.pages;
  into.fill(0);
  numbers.forEach((page, index) => {
    const inRam = page - ram.firstPage;
    if (inRam < 0 || inRam >= ram.pageCount) return;
    const bytes = contents.subarray(index * PAGE_BYTES, (index + 1) * PAGE_BYTES);
    into.set(bytes, inRam * PAGE_BYTES);
  });
}
