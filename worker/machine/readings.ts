import type { Counters, Progress } from '#protocol/counters';
import { countersOf, NOTHING_DONE } from './counters.ts';
import type { PowerCycle } from './power-cycle.ts';
import type { CyclePast } from './recording.ts';

/** The power cycle that runs, and its past. */
export interface Running {
  readonly cycle: PowerCycle | null;
  readonly past: CyclePast | null;
}

/** What is counted of a machine, over all its power cycles. */
export class Readings {
  readonly #running: Running;
  /** Of the last power cycle, when it ended. */
  #last = NOTHING_DONE;
  /** As `Counters` has it. */
  #epoch = NOTHING_DONE.epoch;
  #playedMs = 0;

  constructor(running: Running) {
    this.#running = running;
  }

  get progress(): Progress {
    const { cycle } = this.#running;
    if (cycle !== null) return this.#withPast(cycle.progress);
    const { instructions, guestTimeNs, wallTimeMs } = this.#last;
    return { instructions, guestTimeNs, wallTimeMs };
  }

  /** The same of the present, where the machine stands in its past; null while it is not switched on. */
  get presentProgress(): Progress | null {
    const { cycle, past } = this.#running;
    const progress = cycle?.progress ?? null;
    const present = past?.inPast ? past.points.last?.checkpoint.state : undefined;
    if (progress === null || present === undefined) return progress;
    return { ...progress, instructions: present.instructions, guestTimeNs: present.clockNs };
  }

  /** As `MachineApi.counters` has them. */
  get counters(): Counters {
    const { cycle } = this.#running;
    if (cycle === null) return this.#last;
    return this.#withPast(countersOf(cycle, this.#epoch));
  }

  /** A power cycle begins. */
  begin(): void {
    this.#playedMs = 0;
    this.noteJump();
  }

  /** The past has played for so long. */
  notePlayed(hostMs: number): void {
    this.#playedMs += hostMs;
  }

  /** The power cycle ends. */
  keepLast(): void {
    this.#last = this.counters;
  }

  /** What is counted from now on does not continue what was counted before. */
  noteJump(): void {
    this.#epoch++;
  }

  /** Counts from here on; of a machine that does not run, nothing is left. */
  countFromHere(): void {
    this.noteJump();
    const { cycle } = this.#running;
    if (cycle !== null) return cycle.counts.fromHere();
    const { measured } = NOTHING_DONE;
    this.#last = { ...this.#last, epoch: this.#epoch, measured, sampled: null };
  }

  /** In the past, it may stand between two slices; the host's time in which that plays is added. */
  #withPast<Told extends Progress>(told: Told): Told {
    const { past } = this.#running;
    const wallTimeMs = told.wallTimeMs + this.#playedMs;
    return { ...told, wallTimeMs, ...(past?.inPast && { guestTimeNs: past.guestNs }) };
  }
}
