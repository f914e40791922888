import { FailureError, toFailure } from '#protocol/failure';
import type {
  ConsoleFrame,
  Step,
  StepTarget,
  TakeOverOptions,
  Timeline,
  TimelineMark,
} from '#protocol/timeline';
import { hostNowMs } from '../engine/host-globals.ts';
import { isNumber, rangeRefused } from './arguments.ts';
import { describePast, lastNs } from './described-past.ts';
import { emulatorCrashed, guestStopped } from './ends.ts';
import type { Keeper } from './keeper.ts';
import { PlayClock } from './play-clock.ts';
import type { Power } from './power.ts';
import type { CyclePast } from './recording.ts';
import { StepEnd } from './step-end.ts';
import { stepSlices } from './stepping.ts';

/** How often the past is shown anew while it plays, in milliseconds. */
const FRAME_MS = 15;

/** So often, at least, what plays is asked whether it still shall, and at what rate. */
const LONGEST_FRAME_MS = 50;

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
  /** What came after is being kept. */
  #takingOver = false;

  constructor(power: Power, keeper: Keeper) {
    this.#power = power;
    this.#keeper = keeper;
  }

  /** As `MachineApi.timeline` has it. */
  timeline(): Timeline {
    return describePast(this.#past('tell of its past'), this.#power.readings.progress.guestTimeNs);
  }

  /** As `MachineApi.bookmark` has it. */
  bookmark(name: string, atNs?: number): Promise<TimelineMark> {
    const past = this.#past('be bookmarked');
    // It may still be on its way to where it shall stand.
    return this.#enqueue(async () => {
      const guestTimeNs = atNs ?? this.#power.readings.progress.guestTimeNs;
      if (atNs !== undefined) this.#requireReached('bookmark', atNs, this.reach('be bookmarked'));
      const mark: TimelineMark = { kind: 'bookmark', name, guestTimeNs };
      past.kept.marks.add(mark);
      return mark;
    });
  }

  /** As `MachineApi.film` has it. */
  film(frames: number): Promise<ConsoleFrame[]> {
    return this.#past('show its past').kept.film(frames);
  }

  /** The guest times that can be gone to. Fails with `NotInThisPhase`, or `MemoryRefused` where nothing is kept. */
  reach(what: string): {
    readonly past: CyclePast;
    readonly fromNs: number;
    readonly toNs: number;
  } {
    const past = this.#past(what);
    if (past.refusal !== null) throw new FailureError('MemoryRefused', past.refusal);
    return {
      past,
      fromNs: past.points.all[0]?.checkpoint.state.clockNs ?? past.guestNs,
      toNs: lastNs(past, this.#power.readings.progress.guestTimeNs),
    };
  }

  /** As `MachineApi.rewindTo` has it. */
  async rewindTo(guestTimeNs: number): Promise<void> {
    const reach = this.reach('go back in time');
    const { past } = reach;
    this.#requireReached('rewindTo', guestTimeNs, reach);
    const signal = this.#begin();
    await this.#enqueue(() => this.#go(past, guestTimeNs, signal));
  }

  /** As `MachineApi.play` has it. */
  play(): void {
    const past = this.#past('play its past', ['rewound']);
    this.#play(past, this.#begin()).catch((error: unknown) => {
      if (past !== this.#power.past) return;
      const { name, message } = toFailure(error) ?? emulatorCrashed(error);
      this.#power.setStatus({ phase: 'rewound', playing: false, failure: { name, message } });
    });
  }

  /** As `MachineApi.step` has it. */
  async step(until: StepTarget): Promise<Step> {
    this.#past('take a step');
    const { status } = this.#power;
    if (status.phase === 'rewound' && status.playing) await this.halt();
    const { signal } = this.#abort;
    return this.#enqueue(() => this.#step(until, signal));
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
    const { status } = this.#power;
    if (status.phase === 'rewound' && status.playing) await this.halt();
    // Where it is still on its way to.
    const guestNs = await this.#enqueue(async () => past.guestNs);
    const isReplay = past.ahead !== null;
    this.#takingOver = true;
    try {
      // What comes after in a replay is in the library, with it.
      if (!discard && !isReplay) await this.#keeper.keepBranch();
      await this.#enqueue(async () => {
        if (past !== this.#power.past) return;
        if (past.guestNs !== guestNs) await past.goTo(guestNs);
        past.takeOver();
        if (isReplay) this.#power.becomeCopy();
        this.#keeper.noteUse();
        this.#power.goOn({ paused: false, anew: true });
      });
    } finally {
      this.#takingOver = false;
    }
  }

  /** Does work with a past that stands still, and may be moved through, and goes back to where it stood, in the present, too. */
  async onTour<Answer>(what: string, work: (past: CyclePast) => Promise<Answer>): Promise<Answer> {
    const past = this.#past(what);
    this.#begin();
    return this.#enqueue(async () => {
      if (past !== this.#power.past) throw guestStopped('it was switched off, or became another');
      const wasAt = past.inPast ? past.guestNs : Number.POSITIVE_INFINITY;
      this.#stand(past);
      try {
        return await work(past);
      } finally {
        if (past === this.#power.past) {
          await past.goTo(wasAt);
          if (!past.inPast) this.#arrive();
        }
      }
    });
  }

  /** Does work in the present of a machine that may stand in its past, and goes back to where it stood. */
  async inPresent<Answer>(work: () => Promise<Answer>): Promise<Answer> {
    const { past } = this.#power;
    if (past === null || !past.inPast) return work();
    return this.#enqueue(async () => {
      const { guestNs } = past;
      try {
        await past.goTo(Number.POSITIVE_INFINITY);
        // What it answers to output of before was answered then.
        await this.#power.console.drawn;
        return await work();
      } finally {
        if (past === this.#power.past) await past.goTo(guestNs);
      }
    });
  }

  /** Brings a machine that stands in its past, or is on its way there, to its present, of which its disk is. It stands still then. */
  async toPresent(): Promise<void> {
    const { past } = this.#power;
    if (past === null || past.ahead !== null || this.#power.status.phase !== 'rewound') return;
    this.#begin();
    await this.#enqueue(async () => {
      if (past === this.#power.past && past.inPast) await past.goTo(Number.POSITIVE_INFINITY);
    });
  }

  #requireReached(
    verb: string,
    guestTimeNs: number,
    { fromNs, toNs }: { readonly fromNs: number; readonly toNs: number },
  ): void {
    if (isNumber(guestTimeNs) && guestTimeNs >= fromNs && guestTimeNs <= toNs) return;
    throw rangeRefused(verb, fromNs, toNs, 'nanoseconds of guest time');
  }

  #past(what: string, phases: readonly (typeof WITH_PAST)[number][] = WITH_PAST): CyclePast {
    if (this.#takingOver) throw this.#power.refusal(`${what} while it is taken over`);
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
    this.#stand(past);
    try {
      await past.goTo(guestNs, signal);
    } finally {
      // Also where it could not leave the present.
      if (past === this.#power.past && !past.inPast) this.#arrive();
    }
  }

  /** It stands still, and shows its past. */
  #stand(past: CyclePast): void {
    if (!past.inPast) {
      this.#wasPaused = this.#power.status.phase === 'paused';
      this.#power.cycle?.stop();
      past.presentNs = this.#power.readings.progress.guestTimeNs;
    }
    this.#power.setStatus({ phase: 'rewound', playing: false });
    this.#power.readings.noteJump();
  }

  async #play(past: CyclePast, signal: AbortSignal): Promise<void> {
    // It may still be on its way to where it shall begin.
    const clock = await this.#enqueue(async () => new PlayClock(past.guestNs));
    const isOn = () => !signal.aborted && past === this.#power.past;
    if (isOn()) this.#power.setStatus({ phase: 'rewound', playing: true });
    while (isOn()) {
      const isBehind = await this.#enqueue(async () => isOn() && this.#playOn(past, clock, signal));
      if (past === this.#power.past && !past.inPast) return this.#arrive();
      if (past.atEnd && past.guestNs >= lastNs(past, 0)) {
        if (isOn()) this.#power.setStatus({ phase: 'rewound', playing: false });
        return;
      }
      if (!isBehind) await new Promise((resolve) => setTimeout(resolve, FRAME_MS));
    }
  }

  /** Does again what is due by now; whether that was more than it could do in a while. */
  async #playOn(past: CyclePast, clock: PlayClock, signal: AbortSignal): Promise<boolean> {
    const passedMs = clock.passedMs();
    const untilNs = clock.dueNs(passedMs, this.#power.tempo.rate, past.guestNs);
    const endMs = hostNowMs() + LONGEST_FRAME_MS;
    await past.run({ untilNs, signal, isOver: () => hostNowMs() >= endMs });
    if (!signal.aborted) this.#power.readings.notePlayed(passedMs);
    return past.guestNs < untilNs;
  }

  async #step(until: StepTarget, signal: AbortSignal): Promise<Step> {
    const past = this.#past('take a step');
    const cycle = this.#power.cycleIn(WITH_PAST, 'take a step');
    if (this.#power.runs) this.#power.pause();
    const end = new StepEnd(until, cycle, () => this.#power.readings.progress.guestTimeNs);
    if (past.inPast) {
      const untilNs = Number.POSITIVE_INFINITY;
      await past.run({ untilNs, signal, isOver: () => end.isOver });
      this.#wasPaused ||= !past.inPast;
      if (past === this.#power.past && !past.inPast) this.#arrive();
    } else {
      this.#keeper.noteUse();
      const isOn = () =>
        !signal.aborted && past === this.#power.past && this.#power.status.phase === 'paused';
      await stepSlices(cycle, () => end.isOver, isOn);
    }
    return end.step;
  }

  /** The machine has come to its present. */
  #arrive(): void {
    this.#power.goOn({ paused: this.#wasPaused, anew: false });
  }
}
