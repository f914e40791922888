import type { Step, StepTarget } from '#protocol/timeline';
import type { Activity } from '../engine/activity.ts';
import { hostNowMs } from '../engine/host-globals.ts';
import type { PowerCycle } from './power-cycle.ts';

/** A step that comes to nothing gives up after so much: instructions, guest time, the host's time. */
const MOST_INSTRUCTIONS = 50e6;
const MOST_GUEST_NS = 10e9;
const MOST_HOST_MS = 10_000;

/** What a step is compared with. */
interface Stand {
  readonly instructions: number;
  readonly activity: Activity;
  readonly lines: number;
}

/** Says where a step ends that begins now. */
export class StepEnd {
  readonly #until: StepTarget;
  readonly #cycle: PowerCycle;
  readonly #guestNs: () => number;
  readonly #from: Stand;
  readonly #fromNs: number;
  readonly #giveUpMs = hostNowMs() + MOST_HOST_MS;

  /** @param guestNs where the machine stands. */
  constructor(until: StepTarget, cycle: PowerCycle, guestNs: () => number) {
    this.#until = until;
    this.#cycle = cycle;
    this.#guestNs = guestNs;
    this.#from = standOf(cycle);
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
    return this.#cycle.engine.instructions - this.#from.instructions;
  }

  get #isReached(): boolean {
    const { activity } = this.#from;
    const now = standOf(this.#cycle);
    switch (this.#until) {
      case 'slice':
        return this.#executed > 0;
      case 'tick':
        return now.activity.timerTicks !== activity.timerTicks;
      case 'device':
        return now.activity.deviceAccesses !== activity.deviceAccesses;
      case 'interrupt':
        return now.activity.interrupts !== activity.interrupts;
      case 'line':
        return now.lines !== this.#from.lines;
      default:
        return this.#until satisfies never;
    }
  }

  get #isTooLong(): boolean {
    return (
      this.#executed >= MOST_INSTRUCTIONS ||
      this.#guestNs() - this.#fromNs >= MOST_GUEST_NS ||
      hostNowMs() >= this.#giveUpMs
    );
  }
}

function standOf({ engine, lines }: PowerCycle): Stand {
  return { instructions: engine.instructions, activity: engine.activity, lines };
}
