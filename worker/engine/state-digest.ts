import { toHex } from '#protocol/bytes';
import type { Engine } from './engine.ts';

/**
 * Where v86 keeps the CPU's registers, flags, segments, FPU and SSE state, its stack of eight 80-bit numbers last, and the
 * instruction counter in its memory (`cpu/global_pointers.rs`).
 */
const REGISTERS = { start: 64, end: 1152 + 8 * 16 } as const;

/** SHA-256 of all guest RAM and of the registers, in hexadecimal. Legal between slices. */
export async function stateDigest(engine: Engine): Promise<string> {
  const registers = new Uint8Array(engine.memory, REGISTERS.start, REGISTERS.end - REGISTERS.start);
  const state = new Uint8Array(registers.length + engine.ram.length);
  state.set(registers);
  state.set(engine.ram, registers.length);
  return sha256(state);
}

/** SHA-256 in hexadecimal. */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return toHex(digest);
}
