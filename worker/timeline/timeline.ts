import { toFailure } from '#protocol/failure';
import type { ConsoleFrame } from '#protocol/timeline';
import { hostNowMs } from '../engine/host-globals.ts';
import type { Ahead } from './ahead.ts';
import { Cursor } from './cursor.ts';
import type { ChangedPages } from './digests.ts';
import { filmOf } from './film.ts';
import { DueConsole } from './kept-console.ts';
import { type Forgotten, limitOf, SWITCHED_OFF } from './limit.ts';
import type { Input } from './log.ts';
import { Marks } from './marks.ts';
import { Pacing } from './pacing.ts';
import { Points } from './points.ts';
import { diverged, type Recorded, replayDiverged } from './recorded.ts';
import { NOTHING_RECORDED, Recorder, type Recording } from './recorder.ts';

/** How long a machine that runs through its past keeps the thread. */
const TURN_MS = 6;

/** How a run through the past ends. */
export interface Run {
  /** Slices that begin later are not run, in guest time. */
  readonly untilNs: number;
  /** Ends it at the slice where it stands. */
  readonly signal?: AbortSignal;
  /** Asked after each slice, ends it there. */
  readonly isOver?: () => boolean;
}

/**
 * The past of a running machine: all that came to it from outside, and points from which it can run on again. It is in the
 * present, where it is recorded, or in the past, where it does again what it did.
 */
export class Timeline<Above> {
  readonly #machine: Recorded<Above>;
  readonly #points = new Points<Above>();
  readonly #recorder = new Recorder();
  readonly #pacing = new Pacing(hostNowMs);
  readonly #console: DueConsole;
  readonly marks = new Marks();
  #budgetBytes: number;
  #cursor: Cursor | null = null;
  /** Null: what it has done it has done here. */
  #ahead: Ahead | null;
  #refusal: string | null = null;
  /** Guest times at which lines were about to be entered at the shell's prompt, oldest first. */
  #commands: number[] = [];
  /** Why what was before the first point was forgotten; null: it was not. */
  #forgotten: Forgotten | null = null;
  /** The machine is another, or none: what is under way stops. */
  #ended = false;
  /** Guest time of the present that it has left: an idle guest's goes on after its last slice. */
  presentNs = 0;
  /** Where in guest time it stands in the past: between two slices, maybe. */
  #standsNs = 0;

  /** @param ahead what it shall do here, which was recorded before: it stands at the beginning of that, and has no present. */
  constructor(machine: Recorded<Above>, budgetBytes: number, ahead: Ahead | null = null) {
    this.#machine = machine;
    this.#budgetBytes = budgetBytes;
    this.#ahead = ahead;
    this.#console = new DueConsole(() => machine.lookAtConsole());
    if (ahead === null) this.#record();
    else {
      machine.leavePresent();
      this.#standsNs = machine.engine.clock.ns;
      this.#addPoint();
      this.#goOnFrom(0);
    }
  }

  get inPast(): boolean {
    return this.#cursor !== null;
  }

  /** What a replay has yet to do here; null: it is none. */
  get ahead(): Ahead | null {
    return this.#ahead;
  }

  /** It is a replay, and stands where that ends. */
  get atEnd(): boolean {
    return this.#ahead?.next === null && this.#cursor?.from === this.#points.count - 1;
  }

  /** The point that it has run on from last, and what it has run since. Legal while nothing was done in the present since. */
  get ranFrom(): { readonly from: number; readonly ran: Recording } {
    const { count } = this.#points;
    return this.#cursor ?? { from: count - 1, ran: NOTHING_RECORDED };
  }

  /** Guest time at which the machine stands. */
  get guestNs(): number {
    const { clock } = this.#machine.engine;
    return this.#cursor === null ? clock.ns : Math.max(clock.ns, this.#standsNs);
  }

  get points(): Points<Above> {
    return this.#points;
  }

  get budgetBytes(): number {
    return this.#budgetBytes;
  }

  set budgetBytes(bytes: number) {
    this.#budgetBytes = bytes;
    if (this.#cursor === null && !this.#ended) this.#record();
  }

  /** Bytes of all that came from outside and is remembered. */
  get logBytes(): number {
    return this.#points.logBytes + this.#recorder.logBytes;
  }

  /** Why the past reaches no further back, as a sentence; null: it reaches to where it began. */
  get limit(): string | null {
    if (this.refusal !== null) return this.refusal;
    return this.#forgotten && limitOf(this.#forgotten, this.#budgetBytes);
  }

  /** Why nothing is kept; null: it is. */
  get refusal(): string | null {
    const isOff = this.#budgetBytes === 0 && this.#cursor === null;
    return this.#refusal ?? (isOff ? SWITCHED_OFF : null);
  }

  /** The console has another size. In the past that is not the past's. */
  noteConsoleSize(columns: number, rows: number): void {
    if (this.#cursor !== null || this.refusal !== null) return;
    this.#recorder.handle({ kind: 'size', columns, rows });
    this.#console.noteBreak();
  }

  /** A line is about to be entered at the shell's prompt. */
  noteCommand(): void {
    if (this.refusal === null) this.#commands.push(this.#machine.engine.clock.ns);
  }

  /** Guest times at which lines were about to be entered, those that can be gone to, oldest first. */
  get commands(): readonly number[] {
    const from = this.#points.all[0]?.checkpoint.state.clockNs ?? Number.POSITIVE_INFINITY;
    this.#commands = this.#commands.filter((ns) => ns >= from);
    return this.#commands;
  }

  /** As `MachineApi.film` has it. */
  async film(frames: number): Promise<ConsoleFrame[]> {
    await this.#console.settled;
    return filmOf(this.#points, frames);
  }

  /** A slice of the present is over, and has written so much. */
  handleSlice(output: Uint8Array | null): void {
    if (this.refusal !== null) return;
    const { engine } = this.#machine;
    if (output !== null) {
      this.#recorder.handleOutput(output);
      this.#console.noteOutput(output.length);
    }
    if (engine.unsettled) return;
    if (this.#points.count === 0 || this.#pacing.isDue(engine.instructions)) this.#markIfPossible();
  }

  /**
   * Makes a point of the present. Legal in the present, while not `unsettled`. Fails with `MemoryRefused`.
   *
   * @param search as `Engine.checkpoint` has it.
   */
  mark(search: 'written' | 'all' = 'written'): void {
    this.#pacing.spend(this.#machine.engine.instructions, () => {
      this.#addPoint(this.#recorder.take(), search);
      this.#forget();
    });
    const { last } = this.#points;
    if (last !== null) last.costMs = this.#pacing.lastCostMs;
  }

  /**
   * Goes to a guest time in the past, or to the present: the machine is what it was when its clock showed that. Resolves to
   * whether it came there; not where it was ended by the signal. Fails with `PastDiverged`.
   */
  async goTo(guestNs: number, signal?: AbortSignal): Promise<boolean> {
    if (!(await this.#leavePresent()) || signal?.aborted) return this.#stay();
    const index = this.#points.before(guestNs);
    const isAhead = this.#cursor?.from === index && guestNs >= this.#standsNs;
    if (!isAhead) this.#putBack(index);
    return this.run({ untilNs: guestNs, ...(signal && { signal }) });
  }

  /** Runs on through the past, at most to the present. Resolves to whether it came to the end of what was asked. Fails with `PastDiverged`. */
  async run(run: Run): Promise<boolean> {
    let turnEnd = hostNowMs() + TURN_MS;
    while (!this.#ended) {
      const cursor = this.#cursor;
      if (cursor === null) return true;
      const { next } = cursor;
      if (next === null) {
        if (this.atEnd) return this.#standAt(Math.min(run.untilNs, this.#ahead?.endNs ?? 0));
        await this.#arrive(cursor);
        continue;
      }
      const { engine } = this.#machine;
      const anchorNs = engine.clock.ns + 1 + next.waitNs;
      if (anchorNs > run.untilNs) return this.#standAt(run.untilNs);
      if (hostNowMs() >= turnEnd) {
        await this.#machine.turn();
        if (run.signal?.aborted || this.#ended) return false;
        turnEnd = hostNowMs() + TURN_MS;
      }
      await this.#runSlice(cursor, anchorNs);
      if (run.isOver?.()) return true;
    }
    return false;
  }

  /** Lets whatever waits for the thread go first, where work on the past takes long. */
  breathe(): Promise<void> {
    return this.#machine.turn();
  }

  /** Forgets what came after: the machine lives on from here, in the present. Legal in the past. */
  takeOver(): void {
    const cursor = this.#cursor;
    if (cursor === null) return;
    this.#commands = this.#commands.filter((ns) => ns < this.guestNs);
    this.marks.cut(this.guestNs);
    this.#points.cut();
    this.#ahead = null;
    this.#recorder.begin(cursor.ran);
    this.#console.noteBreak();
    this.#enterPresent();
  }

  /** Keeps nothing any more. */
  end(): void {
    this.#ended = true;
    this.#machine.engine.tape = null;
  }

  /** Whether it was left. */
  async #leavePresent(): Promise<boolean> {
    const { engine } = this.#machine;
    if (this.#cursor === null) {
      if (engine.unsettled) await engine.settle();
      if (this.#ended) return false;
      // What is come back to is what was left, whatever is known of what was written.
      if (!this.#recorder.empty || this.#points.count === 0) this.mark('all');
      engine.tape = null;
      this.#machine.leavePresent();
    }
    await this.#console.settled;
    return !this.#ended && this.#points.count > 0;
  }

  /** It was left and not gone from: it is in the present again. */
  #stay(): boolean {
    if (this.#cursor === null && !this.#ended) this.#enterPresent();
    return false;
  }

  /** A machine that cannot be kept runs on, without a past. */
  #markIfPossible(): void {
    try {
      this.mark();
    } catch (error) {
      const failure = toFailure(error);
      if (failure === null) throw error;
      this.#refusal = failure.message;
      this.end();
    }
  }

  #putBack(index: number): void {
    const { engine, disk } = this.#machine;
    disk?.revertToMark();
    const way = this.#points.goTo(index);
    const { checkpoint, above } = this.#points.at(index);
    engine.goTo(checkpoint, way.memory);
    for (const record of way.disk) disk?.exchange(record);
    this.#machine.putBack(above);
    this.#machine.showConsole(this.#points.drawnAt(index));
    this.#standsNs = checkpoint.state.clockNs;
    this.#goOnFrom(index);
  }

  #goOnFrom(index: number): void {
    const isLast = index === this.#points.count - 1;
    if (isLast && this.#ahead === null) {
      this.#recorder.take();
      this.#enterPresent();
      return;
    }
    const log = isLast ? this.#ahead?.next?.log : this.#points.link(index).log;
    this.#cursor = new Cursor(index, log ?? new Uint8Array());
  }

  #standAt(guestNs: number): true {
    this.#standsNs = guestNs;
    return true;
  }

  /** Makes a point of where it stands; it has recorded so much since the last one. What that may have changed, as it was. */
  #addPoint(
    recording: Recording = NOTHING_RECORDED,
    search: 'written' | 'all' = 'written',
  ): ChangedPages {
    const { engine, disk } = this.#machine;
    const last = this.#points.last;
    const { checkpoint, before } = engine.checkpoint(last?.checkpoint ?? null, search);
    const changed = { memory: before, disk: disk?.mark() ?? new Map() };
    const point = { checkpoint, above: this.#machine.look(), console: null, costMs: 0 };
    this.#points.add(point, last && { ...changed, ...recording });
    this.#console.keepWith(point);
    return changed;
  }

  #enterPresent(): void {
    this.#cursor = null;
    this.#pacing.begin(this.#machine.engine.instructions);
    this.#record();
    this.#machine.enterPresent();
  }

  /** What comes to the machine is written down, unless that may take no memory. */
  #record(): void {
    const { engine, disk } = this.#machine;
    this.#forget();
    if (this.#budgetBytes > 0) {
      engine.tape = this.#recorder;
      return;
    }
    engine.tape = null;
    engine.forgetCheckpoint();
    disk?.forgetMark();
    this.#points.clear();
    this.#recorder.take();
    this.#console.noteBreak();
    this.#forgotten = 'off';
  }

  async #runSlice(cursor: Cursor, anchorNs: number): Promise<void> {
    const { engine } = this.#machine;
    this.#give(cursor.next?.inputs ?? []);
    engine.runSlice(anchorNs);
    cursor.advance();
    const ahead = this.#aheadOf(cursor);
    // A replay's first pass shows nothing that was not recorded.
    let isRight = true;
    const output = this.#machine.handlePastSlice((bytes) => {
      isRight = ahead?.hasOutput(bytes, cursor.outputBytes) ?? true;
      return isRight;
    });
    if (output !== null) cursor.handleOutput(output);
    this.#standsNs = engine.clock.ns;
    if (engine.unsettled) await engine.settle();
    if (!isRight) await this.#giveUp(cursor);
  }

  /** A replay does not do what was recorded: it stands where it last did, and throws. */
  async #giveUp({ from }: Cursor): Promise<never> {
    const { ns } = this.#machine.engine.clock;
    await this.#console.settled;
    if (this.#ended) throw replayDiverged(ns);
    this.#putBack(from);
    this.#points.cut();
    this.#goOnFrom(from);
    throw replayDiverged(ns);
  }

  /** What is run for the first time here; null: it is not. */
  #aheadOf(cursor: Cursor): Ahead | null {
    return cursor.from === this.#points.count - 1 ? this.#ahead : null;
  }

  /** A replay has come to the end of a stretch for the first time. */
  async #arriveAnew(cursor: Cursor, ahead: Ahead): Promise<void> {
    const { log = new Uint8Array(), inputBytes = 0 } = ahead.next ?? {};
    const { output } = cursor.ran;
    const isShort = output.length !== ahead.next?.output.length;
    this.#console.noteOutput(output.length);
    const before = this.#addPoint({ log, output, inputBytes });
    const { checkpoint } = this.#points.at(cursor.from + 1);
    if (isShort || !ahead.isRight(this.#machine, checkpoint, before)) await this.#giveUp(cursor);
    ahead.advance();
    this.#standsNs = checkpoint.state.clockNs;
    this.#forget();
    this.#goOnFrom(this.#points.count - 1);
  }

  /** The machine has come to the next point. */
  async #arrive(cursor: Cursor): Promise<void> {
    const { engine, disk } = this.#machine;
    this.#give(cursor.rest);
    const ahead = this.#aheadOf(cursor);
    if (ahead !== null) return this.#arriveAnew(cursor, ahead);
    const link = this.#points.link(cursor.from);
    const { checkpoint } = this.#points.at(cursor.from + 1);
    if (!engine.isAt(checkpoint, link.memory)) throw diverged(engine.clock.ns);
    engine.moveOn(link.memory);
    disk?.moveOn(link.disk);
    this.#points.goTo(cursor.from + 1);
    this.#standsNs = checkpoint.state.clockNs;
    // What is above the PC has had no part in some of what came from outside.
    this.#machine.putBack(this.#points.at(cursor.from + 1).above);
    this.#goOnFrom(cursor.from + 1);
  }

  #give(inputs: readonly Input[]): void {
    for (const input of inputs) {
      this.#machine.handlePastInput(input);
      if (input.kind === 'size') this.#console.noteBreak();
      else this.#machine.engine.give(input);
    }
  }

  #forget(): void {
    while (this.#points.bytes > this.#budgetBytes && this.#points.count > 1) {
      if (this.#points.forgetOne(this.#ahead !== null)) this.#forgotten = 'full';
    }
  }
}
