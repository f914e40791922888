import { FailureError } from '#protocol/failure';
import type { SampledFor } from '#protocol/machine';
import { Sampler } from '../meter/sampler.ts';
import type { CycleCounts } from './cycle-counts.ts';

/** Where the windows of samples are is the same each time. */
const SEED = 1;

/** What is counted of a power cycle, as far as it is sampled. */
type SampledCycle = Pick<CycleCounts, 'sample'>;

/** Whether a machine's instructions are sampled, over all its power cycles: while anybody wants it. */
export class Sampling {
  readonly #wanted = new Set<SampledFor>();
  /** Null while no samples are taken. */
  #newSampler: (() => Sampler) | null = null;

  /**
   * Takes samples of the present power cycle and of those to come until nobody wants them any more. Who wants them beside
   * others throws away nothing of theirs. Fails with `ImageMissing`.
   */
  async set(on: boolean, by: SampledFor, cycle: () => SampledCycle | null): Promise<void> {
    if (on) return this.#begin(by, cycle);
    this.#wanted.delete(by);
    if (this.#wanted.size > 0 || this.#newSampler === null) return;
    this.#newSampler = null;
    cycle()?.sample(null);
  }

  /** A power cycle begins. */
  begin(cycle: SampledCycle): void {
    if (this.#newSampler !== null) cycle.sample(this.#newSampler());
  }

  async #begin(by: SampledFor, cycle: () => SampledCycle | null): Promise<void> {
    this.#wanted.add(by);
    const newSampler = await samplerMaker().catch((error: unknown) => {
      this.#wanted.delete(by);
      throw error;
    });
    // They may not be wanted any more, or another has been faster.
    if (this.#wanted.size === 0 || this.#newSampler !== null) return;
    this.#newSampler = newSampler;
    cycle()?.sample(newSampler());
  }
}

/** Loads the disassembler, which is wanted by those who sample only. */
async function samplerMaker(): Promise<() => Sampler> {
  const { decode } = await loadedDecoder().catch((cause: unknown) => {
    throw new FailureError(
      'ImageMissing',
      'The disassembler could not be fetched, so no samples are taken; all other counts go on. Check the connection; with the panel open, it is tried again every few seconds.',
      { cause },
    );
  });
  return () => new Sampler(decode, SEED);
}

async function loadedDecoder(): Promise<typeof import('../meter/decoder.ts')> {
  const decoder = await import('../meter/decoder.ts');
  await decoder.loadDecoder();
  return decoder;
}
