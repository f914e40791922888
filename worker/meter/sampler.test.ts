import { expect, test } from 'vitest';
import { INSTRUCTION_CLASSES } from '#protocol/counters';
import { PAGE_BYTES } from '#protocol/frozen-machine';
import { SHORT_LOOP } from '../engine/counted-wasm.ts';
import { TRACED } from '../engine/counting-cells.ts';
import { NOT_COUNTABLE } from '../machine/counters.ts';
import { ringsGuest, shareOf, userInstructions } from '../node/test-guest/rings-guest.ts';
import { createTestGuest, runToHalt } from '../node/test-guest/run-guest.ts';
import { decode } from './decoder.ts';
import { Sampler } from './sampler.ts';

const ROUNDS = 300;
const RUNS = 20;

async function sampled(seed: number, compiles: boolean) {
  const engine = await createTestGuest(ringsGuest(ROUNDS));
  engine.give({ kind: 'compiler', allowed: compiles });
  const sampler = new Sampler(decode, seed);
  engine.sampler = sampler;
  runToHalt(engine);
  const { measured } = engine;
  const counts = sampler.counts(measured.userInstructions / measured.instructions);
  if (counts === null) throw new Error('The guest ran too briefly to be sampled.');
  return { counts, measured };
}

test.each([
  ['interpreted', false],
  ['compiled', true],
])('what ring 3 executes is counted exactly, %s', async (_name, compiles) => {
  const { measured } = await sampled(1, compiles);
  expect(measured.jitModules > 0).toBe(compiles);
  expect(measured.userInstructions).toBe(userInstructions(ROUNDS));
  expect(measured.events.int80).toBe(ROUNDS);
  // The last round ends in ring 0, the first IRET led out of it.
  expect(measured.events.iret).toBe(ROUNDS);
});

test('the truth lies within the stated error in 19 of 20 runs, for each class', async () => {
  const outside = new Map<string, number>();
  for (let seed = 1; seed <= RUNS; seed++) {
    const { counts } = await sampled(seed, true);
    expect(counts.windows).toBeGreaterThan(20);
    for (const name of INSTRUCTION_CLASSES) {
      const { share, error } = counts.classes[name];
      if (Math.abs(share - shareOf(name)) > error) outside.set(name, (outside.get(name) ?? 0) + 1);
    }
    // An error that is half of everything would hold the truth, too.
    expect(counts.classes.move.error).toBeLessThan(0.1);
  }
  for (const [name, runs] of outside) expect(runs, name).toBeLessThanOrEqual(1);
});

test('ring 3 has none of the instructions that only fault there, however few windows fell into it', () => {
  const sampler = new Sampler(decode, 1);
  const nops = new Uint8Array(64).fill(0x90);
  for (let window = 0; window < 300; window++) sampler.observe([{ address: 0, ring: 0 }], nops, 32);
  const uncounted = sampler.counts(0.5)?.uncounted;
  expect(uncounted?.invd?.error).toBeLessThan(0.01);
  expect(uncounted?.pushf?.error).toBeGreaterThan(0.5);
});

test('windows get rarer, and each counts for as much as it stands for', () => {
  const [changeAt, end] = [40e6, 400e6];
  const ram = Uint8Array.of(0x01, 0xd8, 0x89, 0xd8);
  const add = Array.from({ length: TRACED }, () => ({ address: 0, ring: 0 }));
  const move = add.map(() => ({ address: 2, ring: 0 }));
  for (let seed = 1; seed <= RUNS; seed++) {
    const sampler = new Sampler(decode, seed);
    let at = sampler.firstWindow().afterInstructions;
    for (; at < end; at += sampler.nextWindow().afterInstructions) {
      sampler.observe(at < changeAt ? add : move, ram, 32);
    }
    const counts = sampler.counts(0);
    // All of them as far apart as the first ones would be 800.
    expect(counts?.windows).toBeLessThan(300);
    expect(Math.abs((counts?.classes.arithmetic.share ?? 0) - changeAt / end)).toBeLessThan(0.02);
  }
});

test('nothing is said with fewer than two windows', () => {
  const sampler = new Sampler(decode, 1);
  const at = (...addresses: number[]) => addresses.map((address) => ({ address, ring: 0 }));
  const nops = new Uint8Array(64).fill(0x90);
  expect(sampler.counts(0)).toBeNull();
  sampler.observe(at(0, 1, 2), nops, 32);
  expect(sampler.counts(0)).toBeNull();
  sampler.observe(at(3, 4), nops, 32);
  expect(sampler.counts(0)).toMatchObject({ windows: 2, samples: 5 });
  sampler.reset();
  expect(sampler.counts(0)).toBeNull();
});

test('a slice ends with the window, while memory is what it was', async () => {
  const engine = await createTestGuest(ringsGuest(ROUNDS));
  const { afterInstructions, leadInstructions } = new Sampler(decode, 1).firstWindow();
  const windowEnd = afterInstructions + leadInstructions + TRACED;
  engine.sampler = new Sampler(decode, 1);
  while (engine.instructions < windowEnd) engine.runSlice(engine.instructions);
  // A window begins, and a slice ends, with a loop that is left or a block.
  expect(engine.instructions - windowEnd).toBeLessThan(2 * SHORT_LOOP);
});

test('of an instruction that crosses a page’s end only what lies in that page is read', () => {
  const sampler = new Sampler(decode, 1);
  const ram = new Uint8Array(2 * PAGE_BYTES);
  const inner = { address: PAGE_BYTES - 5, ring: 0 };
  const crossing = { address: PAGE_BYTES - 4, ring: 0 };
  // MOV EAX, imm32, of five bytes; once it ends with the page, once with the next one.
  ram.fill(0xb8, PAGE_BYTES - 5, PAGE_BYTES - 3);
  sampler.observe([inner, crossing], ram, 32);
  sampler.observe([inner, crossing], ram, 32);
  const classes = sampler.counts(0)?.classes;
  expect([classes?.move.share, classes?.notDecoded.share]).toEqual([0.5, 0.5]);
});

test.each([
  ['PUSHF', [0x9c]],
  ['POPF', [0x9d]],
  ['SMSW', [0x0f, 0x01, 0xe0]],
  ['LAR', [0x0f, 0x02, 0xc0]],
  ['LSL', [0x0f, 0x03, 0xc0]],
  ['VERR', [0x0f, 0x00, 0xe0]],
  ['VERW', [0x0f, 0x00, 0xe8]],
  ['RDPMC', [0x0f, 0x33]],
  ['INVD', [0x0f, 0x08]],
  ['WBINVD', [0x0f, 0x09]],
])('%s, which has no counter, has a share, and a row that says so', (name, code) => {
  const sampler = new Sampler(decode, 1);
  const ram = new Uint8Array(PAGE_BYTES);
  ram.set(code);
  for (let window = 0; window < 2; window++) sampler.observe([{ address: 0, ring: 0 }], ram, 32);
  const counts = sampler.counts(0);
  if (counts === null) throw new Error('Nothing was counted.');
  const { classes, uncounted } = counts;
  expect(classes.privileged.share + classes.sensitive.share).toBe(1);
  expect(uncounted[name.toLowerCase()]?.share).toBe(1);
  expect(NOT_COUNTABLE.flatMap(({ event }) => event.split(', '))).toContain(name);
});
