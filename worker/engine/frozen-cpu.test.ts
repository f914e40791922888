import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { compileV86, type EngineOptions } from './build-v86.ts';
import { Engine } from './engine.ts';
import type { Layer } from './frozen-engine.ts';
import { stateDigest } from './state-digest.ts';

const file = async (path: string) => new Uint8Array(await readFile(path));
const image = (name: string) =>
  file(new URL(`../../images/tiny/${name}`, import.meta.url).pathname);

const EPOCH_MS = Date.UTC(2026, 0, 1);

const OPTIONS: EngineOptions = {
  compiled: await compileV86(
    await file(createRequire(import.meta.url).resolve('v86/build/v86.wasm')),
  ),
  bios: await image('bios.bin'),
  vgaBios: await image('vgabios.bin'),
  kernel: null,
  memoryMiB: 4,
  seed: 1,
  epochMs: EPOCH_MS,
  network: 'none',
  disk: null,
  cd: null,
};

const RESET_VECTOR = 0xffff0;
const PROGRAM = 0x1000;
const CONTROL_WORD = 0x2000;
const OPERANDS = 0x2004;
const GO_ON = 0x2008;
const RESULT = 0x200a;
const TSC = 0x2010;

/** Waits in the middle, having said how the FPU rounds; then reads the time stamp counter, and divides 5 by 2. */
const CODE = [
  ...[0xdb, 0xe3], // fninit
  ...[0xd9, 0x2e, 0x00, 0x20], // fldcw [2000h]
  ...[0x80, 0x3e, 0x08, 0x20, 0x00], // wait: cmp byte [2008h], 0
  ...[0x74, 0xf9], // je wait
  ...[0x0f, 0x31], // rdtsc
  ...[0x66, 0xa3, 0x10, 0x20], // mov [2010h], eax
  ...[0xdf, 0x06, 0x04, 0x20], // fild word [2004h]
  ...[0xde, 0x36, 0x06, 0x20], // fidiv word [2006h]
  ...[0xdf, 0x1e, 0x0a, 0x20], // fistp word [200ah]
  0xf4, // hlt
];

async function waiting(controlWord: number): Promise<Engine> {
  const engine = await Engine.create(OPTIONS);
  engine.ram.set([0xea, 0x00, 0x10, 0x00, 0x00], RESET_VECTOR);
  engine.ram.set(CODE, PROGRAM);
  engine.ram.set([controlWord & 0xff, controlWord >> 8], CONTROL_WORD);
  engine.ram.set([5, 0, 2, 0], OPERANDS);
  for (let slice = 1; slice <= 5; slice++) engine.runSlice(slice * 1e6);
  return engine;
}

async function goneOn(engine: Engine): Promise<unknown> {
  engine.ram[GO_ON] = 1;
  for (let slice = 6; slice <= 8; slice++) engine.runSlice(slice * 1e6);
  const tsc = new DataView(engine.memory, engine.ram.byteOffset + TSC).getUint32(0, true);
  return {
    condition: engine.condition,
    result: engine.ram[RESULT],
    tsc,
    sha256: await stateDigest(engine),
  };
}

const ROUNDINGS = [
  { rounds: 'to nearest', controlWord: 0x37f, result: 2 },
  { rounds: 'down', controlWord: 0x77f, result: 2 },
  { rounds: 'up', controlWord: 0xb7f, result: 3 },
] as const;

const CASES = (['exact', 'portable'] as const satisfies readonly Layer[]).flatMap((layer) =>
  ROUNDINGS.map((rounding) => ({ layer, ...rounding })),
);

test.each(CASES)(
  'a CPU from the $layer layer is what it was, rounds $rounds, and its time stamp counter goes on',
  async ({ layer, controlWord, result }) => {
    const original = await waiting(controlWord);
    // Twice: freezing must leave no trace in what is frozen next.
    original.freeze('whole');
    const frozen = structuredClone(original.freeze('whole'));
    const atFreeze = await stateDigest(original);
    const expected = await goneOn(original);
    expect(expected).toMatchObject({ condition: 'halted', result });

    const copy = await Engine.thaw(OPTIONS, frozen, layer);
    expect(await stateDigest(copy)).toBe(atFreeze);
    expect(await goneOn(copy)).toEqual(expected);

    const again = await Engine.thaw(OPTIONS, structuredClone(frozen), layer);
    const frozenAgain = again.freeze('whole');
    expect(await goneOn(await Engine.thaw(OPTIONS, frozenAgain, layer))).toEqual(expected);

    // In place, where another way of rounding was chosen since.
    const other = await waiting(controlWord ^ 0xc00);
    other.freeze('changes');
    other.prepareRestore(structuredClone(frozen), 'portable')(EPOCH_MS);
    expect(await goneOn(other)).toEqual(expected);
  },
);
