import type { Step, StepTarget } from '#protocol/timeline';
import { hostNowMs } from '../engine/host-globals.ts';
import type { PowerCycle } from './power-cycle.ts';

/** A step that comes to nothing gives up after so much: instructions, guest time, the host's time. */
const MOST_INSTRUCTIONS = 50e6;
const MOST_GUEST_NS = 10e9;
const MOST_HOST_MS = 10_000;

/** What has moved where a step ends. */
const COUNTS: Readonly<Record<StepTarget, (cycle: PowerCycle) => number>> = {
  slice: ({ engine }) => engine.instructions,
  tick: ({ engine }) => engine.activity.timerTicks,
  device: ({ engine }) => engine.activity.deviceAccesses,
  interrupt: ({ engine }) => engine.activity.interrupts,
  line: ({ lines }) => lines,
};

/** Says where a step ends that begins now. */
export class StepEnd {
  readonly #cycle: PowerCycle;
  readonly #guestNs: () => number;
  readonly #count: (cycle: PowerCycle) => number;
  readonly #counted: number;
  readonly #instructions: number;
  readonly #fromNs: number;
  readonly #giveUpMs = hostNowMs() + MOST_HOST_MS;

  /** @param guestNs where the machine stands. */
  constructor(until: StepTarget, cycle: PowerCycle, guestNs: () => number) {
    this.#cycle = cycle;
    this.#guestNs = guestNs;
    this.#count = COUNTS[until];
    this.#counted = this.#count(cycle);
    this.#instructions = cycle.engine.instructions;
    this.#fromNs = guestNs();
  }

  /** Legal between slices. */
  get isOver(): boolean {
    return this.#isReached || this.#isTooLong;
  }

  /** What it came to. */
  get step(): Step {
    return {
      reached: this.#isReached,
      instructions: this.#executed,
      guestTimeNs: this.#guestNs(),
    };
  }

  get #executed(): number {
    return this.#cycle.engine.instructions - this.#instructions;
  }

  get #isReached(): boolean {
    return this.#count(this.#cycle) !== this.#counted;
  }

  get #isTooLong(): boolean {
    return (
      this.#executed >= MOST_INSTRUCTIONS ||
      this.#guestNs() - this.#fromNs >= MOST_GUEST_NS ||
      hostNowMs() >= this.#giveUpMs
    );
  }
}
