import { readFile } from 'node:fs/promises';
import { type CompiledV86, compileV86, type EngineOptions } from '../../engine/build-v86.ts';
import { Engine } from '../../engine/engine.ts';
import type { FrozenEngine } from '../../engine/frozen-engine.ts';
import { ScriptedTime } from '../../machine/time-source.ts';
import { NODE_FILES } from '../node-machine.ts';

const ROM_BYTES = 0x10000;
const RESET_VECTOR = 0xfff0;

/** Where the code of a test guest lies: the last 64 KiB of the first MiB, as a BIOS does. */
export const ROM_SEGMENT = 0xf000;

/** More than any of them executes. */
const MOST_INSTRUCTIONS = 1e9;

let compiled: Promise<CompiledV86> | null = null;

/** A PC of 4 MiB that has nothing but `code`, which begins at F000:0000 in real mode. */
export async function createTestGuest(code: Uint8Array): Promise<Engine> {
  return Engine.create(await optionsOf(code));
}

/** Another such PC, which goes on where `frozen` stood. */
export async function thawTestGuest(code: Uint8Array, frozen: FrozenEngine): Promise<Engine> {
  return Engine.thaw(await optionsOf(code), frozen, 'exact');
}

async function optionsOf(code: Uint8Array): Promise<EngineOptions> {
  compiled ??= readFile(NODE_FILES.emulator).then((wasm) => compileV86(new Uint8Array(wasm)));
  return {
    compiled: await compiled,
    bios: rom(code),
    vgaBios: new Uint8Array(512),
    kernel: null,
    memoryMiB: 4,
    seed: 1,
    epochMs: 0,
    network: 'none',
    disk: null,
    cd: null,
  };
}

/** Runs it until it halts for ever. */
export function runToHalt(engine: Engine): void {
  const time = new ScriptedTime();
  while (engine.condition === 'running') {
    const idleMs = engine.runSlice(time.anchorNs(engine.instructions));
    if (idleMs > 0) time.idleMs(idleMs);
    if (engine.instructions > MOST_INSTRUCTIONS) throw new Error('The test guest does not halt.');
  }
}

function rom(code: Uint8Array): Uint8Array {
  if (code.length > RESET_VECTOR) throw new Error('The test guest is too long.');
  const bytes = new Uint8Array(ROM_BYTES);
  bytes.set(code);
  // JMP F000:0000
  bytes.set([0xea, 0, 0, ROM_SEGMENT & 0xff, ROM_SEGMENT >> 8], RESET_VECTOR);
  return bytes;
}
