import { toFailure } from '#protocol/failure';
import type { ConsoleFrame } from '#protocol/timeline';
import { hostNowMs } from '../engine/host-globals.ts';
import type { ChangedPages } from './digests.ts';
import { filmOf } from './film.ts';
import { DueConsole } from './kept-console.ts';
import { type Forgotten, limitOf, SWITCHED_OFF } from './limit.ts';
import { Marks } from './marks.ts';
import { Pacing } from './pacing.ts';
import { Points } from './points.ts';
import type { Recorded } from './recorded.ts';
import { NOTHING_RECORDED, Recorder, type Recording } from './recorder.ts';

/** What is remembered of a machine: all that came to it, and points from which it can run on again, within a budget. */
export class Remembered<Above> {
  readonly points = new Points<Above>();
  readonly marks = new Marks();
  readonly #machine: Recorded<Above>;
  readonly #recorder = new Recorder();
  readonly #pacing = new Pacing(hostNowMs);
  readonly #console: DueConsole;
  #budgetBytes: number;
  #impossible: string | null = null;
  /** Guest times at which lines were about to be entered at the shell's prompt, oldest first. */
  #commands: number[] = [];
  /** Why what was before the first point was forgotten; null: it was not. */
  #forgotten: Forgotten | null = null;

  constructor(machine: Recorded<Above>, budgetBytes: number) {
    this.#machine = machine;
    this.#budgetBytes = budgetBytes;
    this.#console = new DueConsole(() => machine.lookAtConsole());
  }

  get budgetBytes(): number {
    return this.#budgetBytes;
  }

  /** Holds from the next point on, or `record`. */
  set budgetBytes(bytes: number) {
    this.#budgetBytes = bytes;
  }

  /** Bytes of all that came from outside and is remembered. */
  get logBytes(): number {
    return this.points.logBytes + this.#recorder.logBytes;
  }

  /** Why it reaches no further back, as a sentence; null: it reaches to where it began. */
  get limit(): string | null {
    return this.#forgotten && limitOf(this.#forgotten, this.#budgetBytes);
  }

  /** Why nothing is kept; null: it is. */
  get refusal(): string | null {
    return this.impossible ?? (this.#budgetBytes === 0 ? SWITCHED_OFF : null);
  }

  /** Why nothing can be kept, whatever the budget; null: it can. */
  get impossible(): string | null {
    return this.#impossible;
  }

  /** Guest times at which lines were about to be entered, those that can be gone to, oldest first. */
  get commands(): readonly number[] {
    const from = this.points.all[0]?.checkpoint.state.clockNs ?? Number.POSITIVE_INFINITY;
    this.#commands = this.#commands.filter((ns) => ns >= from);
    return this.#commands;
  }

  /** All consoles that were to be kept are. */
  get consoles(): Promise<void> {
    return this.#console.settled;
  }

  /** As `MachineApi.film` has it. */
  async film(frames: number): Promise<ConsoleFrame[]> {
    await this.consoles;
    return filmOf(this.points, frames);
  }

  /** A line is about to be entered at the shell's prompt. */
  noteCommand(): void {
    this.#commands.push(this.#machine.engine.clock.ns);
  }

  /** The console has another size, in the present. */
  noteConsoleSize(columns: number, rows: number): void {
    this.#recorder.handle({ kind: 'size', columns, rows });
    this.noteConsoleBreak();
  }

  /** What came out since the last point does not draw the console. */
  noteConsoleBreak(): void {
    this.#console.noteBreak();
  }

  noteOutput(bytes: number): void {
    this.#console.noteOutput(bytes);
  }

  /** A slice of the present is over, and has written so much. */
  handleSlice(output: Uint8Array | null): void {
    const { engine } = this.#machine;
    if (output !== null) {
      this.#recorder.handleOutput(output);
      this.#pacing.noteOutput();
      this.noteOutput(output.length);
    }
    if (engine.unsettled) return;
    if (this.points.count === 0 || this.#pacing.isDue(engine.instructions)) this.#markIfPossible();
  }

  /** What comes to the machine is written down, unless that may take no memory. */
  record(): void {
    const { engine, disk } = this.#machine;
    this.forget();
    if (this.#budgetBytes > 0) {
      engine.tape = this.#recorder;
      return;
    }
    this.stop();
    engine.forgetCheckpoint();
    disk?.forgetMark();
    this.points.clear();
    this.#recorder.take();
    this.noteConsoleBreak();
    this.#forgotten = 'off';
  }

  /** The present goes on from the last point, and what was run again since: that is recorded, or was kept already. */
  recordAfter(ran: Recording | null): void {
    if (ran !== null) this.#recorder.begin(ran);
    this.#pacing.begin(this.#machine.engine.instructions);
    this.record();
  }

  /** What comes to the machine is not written down any more. */
  stop(): void {
    this.#machine.engine.tape = null;
  }

  /** Makes a point of the present, if anything happened since the last one. */
  markIfNews(): void {
    // What is come back to is what was left, whatever is known of what was written.
    if (!this.#recorder.empty || this.points.count === 0) this.mark('all');
  }

  /**
   * Makes a point of the present. Legal in the present, while not `unsettled`. Fails with `MemoryRefused`.
   *
   * @param search as `Engine.checkpoint` has it.
   */
  mark(search: 'written' | 'all' = 'written'): void {
    this.#pacing.spend(this.#machine.engine.instructions, () => {
      this.add(this.#recorder.take(), search);
      this.forget();
    });
    const { last } = this.points;
    if (last !== null) last.costMs = this.#pacing.lastCostMs;
  }

  /** Makes a point of where it stands; it has recorded so much since the last one. What that may have changed, as it was. */
  add(
    recording: Recording = NOTHING_RECORDED,
    search: 'written' | 'all' = 'written',
  ): ChangedPages {
    const { engine, disk } = this.#machine;
    const { last } = this.points;
    const { checkpoint, before } = engine.checkpoint(last?.checkpoint ?? null, search);
    const changed = { memory: before, disk: disk?.mark() ?? new Map() };
    const point = { checkpoint, above: this.#machine.look(), console: null, costMs: 0 };
    this.points.add(point, last && { ...changed, ...recording });
    this.#console.keepWith(point);
    return changed;
  }

  /** Forgets what came after: of points, after the one that the machine stands at. */
  cut(guestNs: number): void {
    this.#commands = this.#commands.filter((ns) => ns < guestNs);
    this.marks.cut(guestNs);
    this.points.cut();
    this.noteConsoleBreak();
  }

  /** Forgets as much as takes more than it may. `keepsFirst` as `nextToForget` has it. */
  forget(keepsFirst = false): void {
    while (this.points.bytes > this.#budgetBytes && this.points.count > 1) {
      if (this.points.forgetOne(keepsFirst)) this.#forgotten = 'full';
    }
  }

  /** A machine that cannot be kept runs on, without a past. */
  #markIfPossible(): void {
    try {
      this.mark();
    } catch (error) {
      const failure = toFailure(error);
      if (failure === null) throw error;
      this.#impossible = failure.message;
      this.stop();
    }
  }
}
