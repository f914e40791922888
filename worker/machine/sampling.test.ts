import { expect, test } from 'vitest';
import type { Sampler } from '../meter/sampler.ts';
import { Sampling } from './sampling.ts';

/** A power cycle that notes with what it is sampled. */
class NotedCycle {
  readonly samplers: (Sampler | null)[] = [];

  sample(sampler: Sampler | null): void {
    this.samplers.push(sampler);
  }
}

test('who wants samples beside another, and leaves, takes nothing from them', async () => {
  const sampling = new Sampling();
  const cycle = new NotedCycle();
  await sampling.set(true, 'scripts', () => cycle);
  const [first] = cycle.samplers;
  expect(first).not.toBeNull();
  await sampling.set(true, 'panel', () => cycle);
  await sampling.set(true, 'scripts', () => cycle);
  await sampling.set(false, 'panel', () => cycle);
  expect(cycle.samplers).toEqual([first]);
  await sampling.set(false, 'scripts', () => cycle);
  expect(cycle.samplers).toEqual([first, null]);
  await sampling.set(false, 'scripts', () => cycle);
  expect(cycle.samplers).toHaveLength(2);
});

test('a power cycle to come is sampled while anybody wants it', async () => {
  const sampling = new Sampling();
  const begun = () => {
    const cycle = new NotedCycle();
    sampling.begin(cycle);
    return cycle.samplers;
  };
  expect(begun()).toEqual([]);
  await sampling.set(true, 'panel', () => null);
  expect(begun()).toHaveLength(1);
  await sampling.set(false, 'scripts', () => null);
  expect(begun()).toHaveLength(1);
  await sampling.set(false, 'panel', () => null);
  expect(begun()).toEqual([]);
});

test('samples that are not wanted any more when the disassembler has come are not taken', async () => {
  const sampling = new Sampling();
  const cycle = new NotedCycle();
  const coming = sampling.set(true, 'panel', () => cycle);
  await sampling.set(false, 'panel', () => cycle);
  await coming;
  expect(cycle.samplers).toEqual([]);
});
