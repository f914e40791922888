import { FailureError } from '#protocol/failure';
import { Sampler } from '../meter/sampler.ts';
import type { PowerCycle } from './power-cycle.ts';

/** Where the windows of samples are is the same each time. */
const SEED = 1;

/** Whether a machine's instructions are sampled, over all its power cycles. */
export class Sampling {
  #on = false;
  #newSampler: (() => Sampler) | null = null;

  /** Takes samples of the present power cycle and of those to come, or no more. Fails with `ImageMissing`. */
  async set(on: boolean, cycle: () => PowerCycle | null): Promise<void> {
    this.#on = on;
    const newSampler = on ? await samplerMaker() : null;
    // It may have been told otherwise meanwhile.
    if (this.#on !== on) return;
    this.#newSampler = newSampler;
    cycle()?.sample(newSampler?.() ?? null);
  }

  /** A power cycle begins. */
  begin(cycle: PowerCycle): void {
    if (this.#newSampler !== null) cycle.sample(this.#newSampler());
  }
}

/** Loads the disassembler, which is wanted by those who sample only. */
async function samplerMaker(): Promise<() => Sampler> {
  const { decode } = await import('../meter/decoder.ts').catch((cause: unknown) => {
    throw new FailureError(
      'ImageMissing',
      'The disassembler could not be fetched, so no samples are taken; all other counts go on. Check the connection, then open the panel again.',
      { cause },
    );
  });
  return () => new Sampler(decode, SEED);
}
