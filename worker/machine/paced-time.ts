import type { Tempo } from '#protocol/tempo';
import { hostNowMs } from '../engine/host-globals.ts';
import type { TimeSource } from './time-source.ts';

/** How long an instruction takes where time goes as fast as it can: what v86 reaches on a quick computer. */
const FASTEST_INSTRUCTION_NS = 10;

/** A shorter time is not waited for: it is owed with the next one. */
const SHORTEST_WAIT_MS = 1;

/** The host's timers are late: what it rested too long by, at most so much, it makes good. */
const MOST_LATE_MS = 50;

/**
 * Guest time as somebody wants it: at a rate against the host's clock, or as fast as it goes; and, apart from that, a
 * processor that executes no more than so many instructions in a second of guest time.
 *
 * Below 1 the processor slows with the clock: it rests for so much of the time. Above 1 it does not get any faster: its timers
 * come sooner, and idle time is shorter by the rate. As fast as it goes, idle time takes none, and an instruction a fixed time.
 */
export class PacedTime implements TimeSource {
  #tempo: Tempo;
  #startNs = 0;
  #startMs = 0;
  #startInstructions: number | null = null;
  #skippedNs = 0;
  /** The host time before which the processor rests. */
  #restsUntilMs = 0;
  #sliceMs = 0;

  constructor(tempo: Tempo) {
    this.#tempo = tempo;
  }

  start(guestNs: number): void {
    this.#startNs = guestNs;
    this.#startMs = hostNowMs();
    this.#startInstructions = null;
    this.#skippedNs = 0;
    this.#restsUntilMs = 0;
  }

  /** From guest time `guestNs` on it goes otherwise. */
  change(tempo: Tempo, guestNs: number): void {
    this.#tempo = tempo;
    this.start(guestNs);
  }

  anchorNs(instructions: number): number {
    this.#sliceMs = hostNowMs();
    return this.nowNs(instructions);
  }

  nowNs(instructions: number): number {
    const { rate } = this.#tempo;
    if (rate !== 'max') return this.#startNs + (hostNowMs() - this.#startMs) * 1e6 * rate;
    this.#startInstructions ??= instructions;
    const executed = instructions - this.#startInstructions;
    return this.#startNs + executed * this.#instructionNs + this.#skippedNs;
  }

  idleMs(guestMs: number, guestNs: number): number {
    const { rate } = this.#tempo;
    if (rate === 'max') {
      this.#skippedNs += Math.ceil(guestMs * 1e6);
      return 0;
    }
    const nowNs = this.#startNs + (hostNowMs() - this.#startMs) * 1e6 * rate;
    return (guestMs + (guestNs - nowNs) / 1e6) / rate;
  }

  /** A slice of so many instructions is over: the milliseconds for which the processor rests. */
  restMs(executed: number): number {
    const now = hostNowMs();
    const begunMs = Math.max(this.#sliceMs - MOST_LATE_MS, this.#restsUntilMs);
    this.#restsUntilMs = begunMs + this.#sliceTakesMs(executed, now - this.#sliceMs);
    const restMs = this.#restsUntilMs - now;
    return restMs < SHORTEST_WAIT_MS ? 0 : restMs;
  }

  /** How long a slice shall take, in milliseconds of the host's, that took it `tookMs`. */
  #sliceTakesMs(executed: number, tookMs: number): number {
    const { rate, instructionsPerSecond } = this.#tempo;
    // Its clock has the cap in it.
    if (rate === 'max') return tookMs;
    const slowed = rate < 1 ? tookMs / rate : tookMs;
    const capped =
      instructionsPerSecond === null ? 0 : ((executed / instructionsPerSecond) * 1000) / rate;
    return Math.max(slowed, capped);
  }

  get #instructionNs(): number {
    const { instructionsPerSecond } = this.#tempo;
    return instructionsPerSecond === null
      ? FASTEST_INSTRUCTION_NS
      : Math.max(FASTEST_INSTRUCTION_NS, 1e9 / instructionsPerSecond);
  }
}
