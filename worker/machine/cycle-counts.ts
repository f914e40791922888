import type { MeasuredCounts, SampledCounts } from '#protocol/counters';
import { countsSince } from '#protocol/counts-since';
import type { Engine } from '../engine/engine.ts';
import type { Sampler } from '../meter/sampler.ts';
import { withAllEvents } from './counters.ts';

/** What is counted and sampled of one power cycle, since power-on or since it was told to count from there. */
export class CycleCounts {
  readonly #engine: Engine;
  #sampler: Sampler | null = null;
  #sampledFrom: MeasuredCounts | null = null;
  #countedFrom: MeasuredCounts | null = null;
  /** No samples are taken: what it does it did before. */
  #inPast = false;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** Where counting began; null: at power-on. */
  get countedFrom(): MeasuredCounts | null {
    return this.#countedFrom;
  }

  restore(countedFrom: MeasuredCounts | undefined): void {
    this.#countedFrom = countedFrom ? withAllEvents(countedFrom) : null;
  }

  get measured(): MeasuredCounts {
    const { measured } = this.#engine;
    return this.#countedFrom === null ? measured : countsSince(measured, this.#countedFrom);
  }

  /** What was sampled since that began, or since `fromHere`; null while nobody wants it. */
  get sampled(): SampledCounts | null {
    if (this.#sampler === null || this.#sampledFrom === null) return null;
    const { instructions, userInstructions } = countsSince(
      this.#engine.measured,
      this.#sampledFrom,
    );
    return instructions === 0 ? null : this.#sampler.counts(userInstructions / instructions);
  }

  fromHere(): void {
    this.#countedFrom = this.#engine.measured;
    this.#sampledFrom = this.#countedFrom;
    if (this.#sampler === null) return;
    this.#sampler.reset();
    if (!this.#inPast) this.#engine.sampler = this.#sampler;
  }

  /** Takes samples from now on, or no more. */
  sample(sampler: Sampler | null): void {
    this.#sampler = sampler;
    this.#sampledFrom = this.#engine.measured;
    if (!this.#inPast) this.#engine.sampler = sampler;
  }

  enterPast(): void {
    if (this.#sampler !== null) this.#engine.sampler = null;
    this.#inPast = true;
  }

  leavePast(): void {
    this.#inPast = false;
    if (this.#sampler === null) return;
    // What was sampled before, and how much ran since, would be of different spans.
    this.#sampler.reset();
    this.sample(this.#sampler);
  }
}
