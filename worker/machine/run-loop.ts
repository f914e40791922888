import type { Engine } from '../engine/engine.ts';
import { hostNowMs } from '../engine/host-globals.ts';
import type { TimeSource } from './time-source.ts';
import { Turns } from './turns.ts';

/** How long the guest may keep the thread before messages and timers get their turn. */
const TURN_MS = 6;

/** A shorter idle time than this is waited out by yielding: timers are good to a millisecond. */
const SHORTEST_TIMER_MS = 0.5;

/**
 * Runs an engine slice by slice while the thread stays responsive: turns of a few milliseconds, between two of them
 * whatever else the thread has to do, a timer while the guest idles.
 */
export class RunLoop {
  readonly #engine: Engine;
  readonly #time: TimeSource;
  readonly #handleSlice: () => void;
  readonly #handleError: (error: unknown) => void;
  readonly #turns = new Turns(() => this.#turn());
  #running = false;
  #settling = false;
  /** The host time before which no slice is run. */
  #restsUntilMs = 0;
  /** Where it was stopped: an idle guest's time had gone on since its last slice. */
  #stopped = { ns: 0, instructions: -1 };
  #timer: ReturnType<typeof setTimeout> | undefined;

  /**
   * @param handleSlice is called after each slice, and may stop the loop.
   * @param handleError is called when a slice throws; the loop has stopped then, and the engine is lost.
   */
  constructor(
    engine: Engine,
    time: TimeSource,
    handleSlice: () => void,
    handleError: (error: unknown) => void,
  ) {
    this.#engine = engine;
    this.#time = time;
    this.#handleSlice = handleSlice;
    this.#handleError = handleError;
    engine.onWake = () => this.wake();
  }

  get running(): boolean {
    return this.#running;
  }

  /** Guest time, which goes on while an idle guest executes nothing. Legal between slices. */
  get guestNs(): number {
    const { clock, instructions } = this.#engine;
    if (this.#running) return Math.max(clock.ns, Math.floor(this.#time.nowNs(instructions)));
    // It may have become another instant's since.
    return this.#stopped.instructions === instructions
      ? Math.max(clock.ns, this.#stopped.ns)
      : clock.ns;
  }

  start(): void {
    if (this.#running) return;
    this.#time.start(this.guestNs);
    this.#running = true;
    this.#restsUntilMs = 0;
    this.#turns.post();
  }

  /** Stops at the slice boundary that the machine stands at. */
  stop(): void {
    if (!this.#running) return;
    this.#stopped = { ns: this.guestNs, instructions: this.#engine.instructions };
    this.#running = false;
    this.#clearTimer();
  }

  /** Runs one slice from guest time `anchorNs` on, as `Engine.runSlice` does. Legal while it is stopped. */
  runSlice(anchorNs: number): number {
    try {
      const guestIdleMs = this.#engine.runSlice(anchorNs);
      this.#handleSlice();
      return guestIdleMs;
    } catch (error) {
      this.#handleError(error);
      return 0;
    }
  }

  /** Stops for good. */
  dispose(): void {
    this.stop();
    this.#turns.close();
  }

  /** Time goes otherwise from now on: what it still had to wait is over. */
  hurry(): void {
    this.#restsUntilMs = 0;
    this.wake();
  }

  /** Something has happened that an idle guest should see now. */
  wake(): void {
    if (!this.#running) return;
    this.#clearTimer();
    this.#turns.post();
  }

  #turn(): void {
    if (!this.#running || this.#settling) return;
    this.#clearTimer();
    const restMs = this.#restsUntilMs - hostNowMs();
    if (restMs > 0) return this.#sleep(restMs);
    try {
      this.#runSlices();
    } catch (error) {
      this.stop();
      this.#handleError(error);
    }
  }

  #runSlices(): void {
    const end = hostNowMs() + TURN_MS;
    do {
      const before = this.#engine.instructions;
      const guestIdleMs = this.#engine.runSlice(this.#time.anchorNs(before));
      // What is done with a slice takes the host's time, not the guest's.
      const restMs = this.#time.restMs?.(this.#engine.instructions - before) ?? 0;
      this.#restsUntilMs = hostNowMs() + restMs;
      this.#handleSlice();
      if (!this.#running) return;
      if (this.#engine.unsettled) return this.#settle();
      if (guestIdleMs > 0 && !this.#engine.serial.canDeliver) {
        const hostIdleMs = this.#time.idleMs(guestIdleMs, this.#engine.clock.ns);
        // A guest that slept through the slice is the rest of a timer that fired early: another timer.
        const slept = hostIdleMs > 0 && this.#engine.instructions === before;
        if (slept || hostIdleMs >= SHORTEST_TIMER_MS)
          return this.#sleep(Math.max(hostIdleMs, restMs));
      }
      if (restMs > 0) return this.#sleep(restMs);
    } while (hostNowMs() < end);
    this.#turns.post();
  }

  #settle(): void {
    this.#settling = true;
    void this.#engine.settle().then(() => {
      this.#settling = false;
      this.#turns.post();
    });
  }

  #sleep(hostMs: number): void {
    // A message may have woken the guest from within the last slice.
    if (this.#turns.posted) return;
    // Rounded up: a timer that fires early leaves a rest that would be waited out busily.
    this.#timer = setTimeout(() => this.#turn(), Math.ceil(hostMs));
  }

  #clearTimer(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
