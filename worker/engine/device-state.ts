import { CPU_STATE, type V86Cpu, type V86Emulator } from './v86-parts.ts';

/** CPU and devices in v86's own format, guest RAM left out. Reads the guest's clock, and changes nothing. */
export function saveDevices(
  { v86 }: V86Emulator,
  memory: WebAssembly.Memory,
): Uint8Array<ArrayBuffer> {
  const { cpu } = v86;
  const tsc = new Uint8Array(memory.buffer, CPU_STATE.currentTsc, 8);
  const before = tsc.slice();
  const own = cpu.is_memory_zeroed;
  cpu.is_memory_zeroed = () => true;
  try {
    return new Uint8Array(v86.save_state());
  } finally {
    cpu.is_memory_zeroed = own;
    // v86 stores the time stamp counter to save it.
    tsc.set(before);
  }
}

/** Puts back what `saveDevices` made, a whole buffer; RAM stays as it is. The guest's clock must have been set before. */
export function restoreDevices({ v86 }: V86Emulator, state: Uint8Array<ArrayBuffer>): void {
  const { cpu } = v86;
  const own = cpu.unpack_memory;
  cpu.unpack_memory = () => {};
  try {
    withViewsKept(cpu, () => v86.restore_state(state.buffer));
  } finally {
    cpu.unpack_memory = own;
  }
}

/** v86 assigns three registers over the views on them; the views come back, with the values in them. */
function withViewsKept(cpu: V86Cpu, restore: () => void): void {
  const { last_result, fpu_status_word, mxcsr } = cpu;
  restore();
  last_result.set(cpu.last_result);
  fpu_status_word.set(cpu.fpu_status_word);
  mxcsr.set(cpu.mxcsr);
  Object.assign(cpu, { last_result, fpu_status_word, mxcsr });
}
