import type { Engine } from './engine.ts';

/** Where v86 keeps the CPU's registers, flags, FPU and SSE state in its memory (`cpu/global_pointers.rs`). */
const REGISTERS = { start: 64, end: 1152 } as const;

/** SHA-256 of guest RAM and registers, in hexadecimal. Legal between slices. */
export async function stateDigest(engine: Engine): Promise<string> {
  const registers = new Uint8Array(engine.memory, REGISTERS.start, REGISTERS.end - REGISTERS.start);
  const state = new Uint8Array(registers.length + engine.ram.length);
  state.set(registers);
  state.set(engine.ram, registers.length);
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', state));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
