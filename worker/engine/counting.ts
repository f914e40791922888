import type { MeasuredCounts } from '#protocol/counters';
import { type Meter, type MeterState, NOTHING_COUNTED } from '../meter/meter.ts';
import type { NextWindow, Sampler } from '../meter/sampler.ts';
import { type Activity, activityOf } from './activity.ts';
import type { ModuleObserver } from './build-v86.ts';
import { countDevices } from './counted-devices.ts';
import { Instruments } from './instruments.ts';
import { MarkCut } from './mark-cut.ts';
import { measuredCounts } from './measured.ts';
import type { MemoryWords } from './memory-words.ts';
import type { V86Cpu, V86Emulator } from './v86-parts.ts';

/** Much more often than any of the counters, which wrap at 2^32, can have gone round. */
const FOLD_EVERY_SLICES = 1024;

/**
 * What one PC has counted since power-on, by its processor and around its devices. A slice ends where the shell ends a mark,
 * whoever looks, so that commands can be told apart.
 */
export class Counting {
  readonly instruments: Instruments;
  readonly #meter: Meter;
  readonly #cpu: V86Cpu;
  readonly #wantWindow: (window: NextWindow | null) => void;
  readonly #marks = new MarkCut();
  #sampler: Sampler | null = null;

  /** @param wantWindow is told where the next window of samples shall be, and has it armed. */
  constructor(
    emulator: V86Emulator,
    words: MemoryWords,
    sliceInstructions: number,
    meter: Meter,
    wantWindow: (window: NextWindow | null) => void,
  ) {
    this.#wantWindow = wantWindow;
    this.instruments = new Instruments(words, sliceInstructions);
    this.#meter = meter;
    this.#cpu = emulator.v86.cpu;
    countDevices(emulator, meter);
    emulator.bus.register('serial0-output-byte', (byte: number) => {
      if (this.#marks.ends(byte)) this.instruments.endSliceSoon();
    });
  }

  /** An observer that counts modules before another one hears of them. */
  countModules(observer: ModuleObserver): ModuleObserver {
    return {
      handleWritten: (index, start, stateFlags, code) => {
        this.#meter.jitModules++;
        this.#meter.jitBytes += code.length;
        observer.handleWritten(index, start, stateFlags, code);
      },
      handleCleared: (index) => observer.handleCleared(index),
      handleAllCleared: () => observer.handleAllCleared(),
    };
  }

  /** A slice begins, after guest time in which the processor was halted. */
  beginSlice(haltedNs: number): void {
    this.instruments.setSlice();
    this.#meter.observeSlice(haltedNs);
    if (this.#meter.slices % FOLD_EVERY_SLICES === 0) this.#fold();
  }

  /** Takes samples from now on, or no more. */
  set sampler(sampler: Sampler | null) {
    this.#sampler = sampler;
    this.#wantWindow(sampler?.firstWindow() ?? null);
  }

  armWindow(window: NextWindow | null): void {
    if (window === null) this.instruments.disarmWindow();
    else this.instruments.armWindow(window);
  }

  /** A slice is over: guest RAM, in which the instructions that it executed still lie. */
  endSlice(ram: () => Uint8Array): void {
    if (this.#sampler === null || !this.instruments.windowOver) return;
    this.#sampler.observe(this.instruments.traced, ram(), this.instruments.bits);
    this.#wantWindow(this.#sampler.nextWindow());
  }

  /** Legal between slices. */
  measured(instructions: number): MeasuredCounts {
    this.#fold();
    return measuredCounts(this.#meter, this.#cpu, instructions);
  }

  /** Sums of it that cost little. Legal between slices. */
  get activity(): Activity {
    this.#fold();
    return activityOf(this.#meter);
  }

  /** Bytes of the shell's mark that the console's output ends in: they decide where slices end. */
  get markBytes(): number {
    return this.#marks.state;
  }

  /** Legal between slices. */
  get state(): MeterState {
    this.#fold();
    return this.#meter.state;
  }

  /** Goes on from what another has counted, once the processor is as it was in that, and from its `markBytes`. */
  restore(state: MeterState = NOTHING_COUNTED, markBytes = 0): void {
    this.#marks.restore(markBytes);
    this.instruments.restart();
    this.#meter.restore(state, this.instruments.counts());
    if (this.#sampler !== null) this.sampler = this.#sampler;
  }

  /** Goes on from what was counted at a checkpoint; the processor's memory is as it was then, its counters in it. */
  goBack(state: MeterState = NOTHING_COUNTED, markBytes = 0): void {
    this.#marks.restore(markBytes);
    this.#meter.restore(state, this.instruments.counts());
  }

  #fold(): void {
    this.#meter.cells.fold(this.instruments.counts());
  }
}
