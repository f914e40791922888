import { toFailure } from '#protocol/failure';
import type { TakeOverOptions, Timeline } from '#protocol/timeline';
import { hostNowMs } from '../engine/host-globals.ts';
import { rangeRefused } from './arguments.ts';
import type { Keeper } from './keeper.ts';
import type { Power } from './power.ts';
import type { CyclePast } from './recording.ts';

/** How often the past is shown anew while it plays, in milliseconds. */
const FRAME_MS = 15;

/** Phases in which a machine has a past. */
const WITH_PAST = ['booting', 'running', 'paused', 'rewound'] as const;

/** Takes a machine back in time, and forward again. */
export class Rewinding {
  readonly #power: Power;
  readonly #keeper: Keeper;
  #abort = new AbortController();
  #queue: Promise<unknown> = Promise.resolve();
  /** The machine stood still when it was taken back. */
  #wasPaused = false;

  constructor(power: Power, keeper: Keeper) {
    this.#power = power;
    this.#keeper = keeper;
  }

  /** As `MachineApi.timeline` has it. */
  timeline(): Timeline {
    return describe(this.#past('tell of its past'), this.#power.progress.guestTimeNs);
  }

  /** As `MachineApi.rewindTo` has it. */
  async rewindTo(guestTimeNs: number): Promise<void> {
    const past = this.#past('go back in time');
    const { points } = past;
    const first = points.all[0]?.checkpoint.state.clockNs ?? past.guestNs;
    const last = past.inPast
      ? (points.last?.checkpoint.state.clockNs ?? 0)
      : this.#power.progress.guestTimeNs;
    if (!(guestTimeNs >= first && guestTimeNs <= last)) {
      throw rangeRefused('rewindTo', first, last, 'nanoseconds of guest time');
    }
    const signal = this.#begin();
    await this.#enqueue(() => this.#go(past, guestTimeNs, signal));
  }

  /** As `MachineApi.resume` has it for a machine that stands in its past. */
  play(): void {
    const past = this.#past('play its past', ['rewound']);
    void this.#play(past, this.#begin()).catch((error: unknown) => {
      const failure = toFailure(error);
      if (failure === null) throw error;
      if (past === this.#power.past) {
        this.#power.setStatus({ phase: 'rewound', playing: false, failure });
      }
    });
  }

  /** Stands still where it is in the past. */
  async halt(): Promise<void> {
    this.#begin();
    await this.#enqueue(async () => {});
    if (this.#power.status.phase === 'rewound') {
      this.#power.setStatus({ phase: 'rewound', playing: false });
    }
  }

  /** As `MachineApi.takeOver` has it. */
  async takeOver({ discard = false }: TakeOverOptions): Promise<void> {
    const past = this.#past('be taken over', ['rewound']);
    await this.halt();
    if (!discard) await this.#keeper.keepBranch();
    await this.#enqueue(async () => {
      if (past !== this.#power.past) return;
      past.takeOver();
      this.#keeper.noteUse();
      this.#power.goOn({ paused: false, anew: true });
    });
  }

  /** Does work in the present of a machine that may stand in its past, and goes back to where it stood. */
  async inPresent<Answer>(work: () => Promise<Answer>): Promise<Answer> {
    const { past } = this.#power;
    if (past === null || !past.inPast) return work();
    return this.#enqueue(async () => {
      const { guestNs } = past;
      await past.goTo(Number.POSITIVE_INFINITY);
      try {
        return await work();
      } finally {
        if (past === this.#power.past) await past.goTo(guestNs);
      }
    });
  }

  #past(what: string, phases: readonly (typeof WITH_PAST)[number][] = WITH_PAST): CyclePast {
    this.#power.cycleIn(phases, what);
    const { past } = this.#power;
    if (past === null) throw this.#power.refusal(what);
    return past;
  }

  /** What was begun before ends. */
  #begin(): AbortSignal {
    this.#abort.abort();
    this.#abort = new AbortController();
    return this.#abort.signal;
  }

  #enqueue<Answer>(work: () => Promise<Answer>): Promise<Answer> {
    const answer = this.#queue.then(work);
    this.#queue = answer.catch(() => {});
    return answer;
  }

  async #go(past: CyclePast, guestNs: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted || past !== this.#power.past) return;
    if (!past.inPast) {
      this.#wasPaused = this.#power.status.phase === 'paused';
      this.#power.cycle?.stop();
    }
    this.#power.setStatus({ phase: 'rewound', playing: false });
    this.#power.noteJump();
    await past.goTo(guestNs, signal);
    if (past === this.#power.past && !past.inPast) this.#arrive();
  }

  async #play(past: CyclePast, signal: AbortSignal): Promise<void> {
    const startMs = hostNowMs();
    const startNs = past.guestNs;
    const isOn = () => !signal.aborted && past === this.#power.past && past.inPast;
    this.#power.setStatus({ phase: 'rewound', playing: true });
    while (isOn()) {
      const untilNs = startNs + (hostNowMs() - startMs) * 1e6;
      await this.#enqueue(async () => {
        if (isOn()) await past.run({ untilNs, signal });
      });
      if (past === this.#power.past && !past.inPast) return this.#arrive();
      await new Promise((resolve) => setTimeout(resolve, FRAME_MS));
    }
  }

  /** The machine has come to its present. */
  #arrive(): void {
    this.#power.goOn({ paused: this.#wasPaused, anew: false });
  }
}

function describe(past: CyclePast, guestNs: number): Timeline {
  const { points, inPast, budgetBytes } = past;
  const told = points.all.map(({ checkpoint: { state } }, index) => {
    const link = index === 0 ? null : points.link(index - 1);
    return {
      guestTimeNs: state.clockNs,
      instructions: state.instructions,
      outputBytes: link?.output.length ?? 0,
      inputBytes: link?.inputBytes ?? 0,
    };
  });
  return {
    fromNs: told[0]?.guestTimeNs ?? guestNs,
    toNs: inPast ? (told.at(-1)?.guestTimeNs ?? guestNs) : guestNs,
    atNs: guestNs,
    inPast,
    commands: past.commands,
    points: told,
    bytes: points.bytes,
    budgetBytes,
    limit: past.limit,
  };
}
