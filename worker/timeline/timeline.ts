import { hostNowMs } from '../engine/host-globals.ts';
import type { Ahead } from './ahead.ts';
import { Cursor } from './cursor.ts';
import type { Input } from './log.ts';
import type { Points } from './points.ts';
import { diverged, type Recorded, replayDiverged } from './recorded.ts';
import { NOTHING_RECORDED, type Recording } from './recorder.ts';
import { Remembered } from './remembered.ts';

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
  readonly kept: Remembered<Above>;
  #cursor: Cursor | null = null;
  /** Null: what it has done it has done here. */
  #ahead: Ahead | null;
  /** The machine is another, or none: what is under way stops. */
  #ended = false;
  /** Guest time of the present that it has left: an idle guest's goes on after its last slice. */
  presentNs = 0;
  /** Where in guest time it stands in the past: between two slices, maybe. */
  #standsNs = 0;

  /** @param ahead what it shall do here, which was recorded before: it stands at the beginning of that, and has no present. */
  constructor(machine: Recorded<Above>, budgetBytes: number, ahead: Ahead | null = null) {
    this.#machine = machine;
    this.kept = new Remembered(machine, budgetBytes);
    this.#ahead = ahead;
    if (ahead === null) this.kept.record();
    else {
      machine.leavePresent();
      this.#standsNs = machine.engine.clock.ns;
      this.kept.add();
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
    return this.#ahead?.next === null && this.#cursor?.from === this.points.count - 1;
  }

  /** The point that it has run on from last, and what it has run since. Legal while nothing was done in the present since. */
  get ranFrom(): { readonly from: number; readonly ran: Recording } {
    const { count } = this.points;
    return this.#cursor ?? { from: count - 1, ran: NOTHING_RECORDED };
  }

  /** Guest time at which the machine stands. */
  get guestNs(): number {
    const { clock } = this.#machine.engine;
    return this.#cursor === null ? clock.ns : Math.max(clock.ns, this.#standsNs);
  }

  get points(): Points<Above> {
    return this.kept.points;
  }

  /** What it may take of the host's memory. */
  setBudget(bytes: number): void {
    this.kept.budgetBytes = bytes;
    if (this.#cursor === null && !this.#isOver) this.kept.record();
  }

  /** Why the past reaches no further back, as a sentence; null: it reaches to where it began. */
  get limit(): string | null {
    return this.refusal ?? this.kept.limit;
  }

  /** Why nothing is kept; null: it is. */
  get refusal(): string | null {
    return this.#cursor === null ? this.kept.refusal : this.kept.impossible;
  }

  /** The console has another size, in the present. */
  noteConsoleSize(columns: number, rows: number): void {
    if (this.refusal === null) this.kept.noteConsoleSize(columns, rows);
  }

  /** A line is about to be entered at the shell's prompt. */
  noteCommand(): void {
    if (this.refusal === null) this.kept.noteCommand();
  }

  /** A slice of the present is over, and has written so much. */
  handleSlice(output: Uint8Array | null): void {
    if (this.refusal === null) this.kept.handleSlice(output);
  }

  /**
   * Goes to a guest time in the past, or to the present: the machine is what it was when its clock showed that. Resolves to
   * whether it came there; not where it was ended by the signal. Fails with `PastDiverged`.
   */
  async goTo(guestNs: number, signal?: AbortSignal): Promise<boolean> {
    if (!(await this.#leavePresent()) || signal?.aborted) return this.#stay();
    const index = this.points.before(guestNs);
    const isAhead = this.#cursor?.from === index && guestNs >= this.#standsNs;
    if (!isAhead) this.#putBack(index);
    return this.run({ untilNs: guestNs, ...(signal && { signal }) });
  }

  /** Runs on through the past, at most to the present. Resolves to whether it came to the end of what was asked. Fails with `PastDiverged`. */
  async run(run: Run): Promise<boolean> {
    let turnEnd = hostNowMs() + TURN_MS;
    while (!this.#isOver) {
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
        if (run.signal?.aborted || this.#isOver) return false;
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
    this.kept.cut(this.guestNs);
    this.#ahead = null;
    this.#enterPresent(cursor.ran);
  }

  /** Keeps nothing any more. */
  end(): void {
    this.#ended = true;
    this.kept.stop();
  }

  get #isOver(): boolean {
    return this.#ended || this.kept.impossible !== null;
  }

  /** Whether it was left. */
  async #leavePresent(): Promise<boolean> {
    const { engine } = this.#machine;
    if (this.#cursor === null) {
      if (engine.unsettled) await engine.settle();
      if (this.#isOver) return false;
      this.kept.markIfNews();
      this.kept.stop();
      this.#machine.leavePresent();
    }
    await this.kept.consoles;
    return !this.#isOver && this.points.count > 0;
  }

  /** It was left and not gone from: it is in the present again. */
  #stay(): boolean {
    if (this.#cursor === null && !this.#isOver) this.#enterPresent(null);
    return false;
  }

  #putBack(index: number): void {
    const { engine, disk } = this.#machine;
    disk?.revertToMark();
    const way = this.points.goTo(index);
    const { checkpoint, above } = this.points.at(index);
    engine.goTo(checkpoint, way.memory);
    for (const record of way.disk) disk?.exchange(record);
    this.#machine.putBack(above);
    this.#machine.showConsole(this.points.drawnAt(index));
    this.#standsNs = checkpoint.state.clockNs;
    this.#goOnFrom(index);
  }

  #goOnFrom(index: number): void {
    const isLast = index === this.points.count - 1;
    if (isLast && this.#ahead === null) {
      this.#enterPresent(NOTHING_RECORDED);
      return;
    }
    const log = isLast ? this.#ahead?.next?.log : this.points.link(index).log;
    this.#cursor = new Cursor(index, log ?? new Uint8Array());
  }

  #standAt(guestNs: number): true {
    this.#standsNs = guestNs;
    return true;
  }

  /** @param ran what was run again since the last point; null: what was recorded since that is what was done. */
  #enterPresent(ran: Recording | null): void {
    this.#cursor = null;
    this.kept.recordAfter(ran);
    this.#machine.enterPresent();
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
    await this.kept.consoles;
    if (this.#ended) throw replayDiverged(ns);
    this.#putBack(from);
    this.points.cut();
    this.#goOnFrom(from);
    throw replayDiverged(ns);
  }

  /** What is run for the first time here; null: it is not. */
  #aheadOf(cursor: Cursor): Ahead | null {
    return cursor.from === this.points.count - 1 ? this.#ahead : null;
  }

  /** A replay has come to the end of a stretch for the first time. */
  async #arriveAnew(cursor: Cursor, ahead: Ahead): Promise<void> {
    const { log = new Uint8Array(), inputBytes = 0 } = ahead.next ?? {};
    const { output } = cursor.ran;
    const isShort = output.length !== ahead.next?.output.length;
    this.kept.noteOutput(output.length);
    const before = this.kept.add({ log, output, inputBytes });
    const { checkpoint } = this.points.at(cursor.from + 1);
    if (isShort || !ahead.isRight(this.#machine, checkpoint, before)) await this.#giveUp(cursor);
    ahead.advance();
    this.#standsNs = checkpoint.state.clockNs;
    this.kept.forget(true);
    this.#goOnFrom(this.points.count - 1);
  }

  /** The machine has come to the next point. */
  async #arrive(cursor: Cursor): Promise<void> {
    const { engine, disk } = this.#machine;
    this.#give(cursor.rest);
    const ahead = this.#aheadOf(cursor);
    if (ahead !== null) return this.#arriveAnew(cursor, ahead);
    const link = this.points.link(cursor.from);
    const { checkpoint } = this.points.at(cursor.from + 1);
    if (!engine.isAt(checkpoint, link.memory)) throw diverged(engine.clock.ns);
    engine.moveOn(link.memory);
    disk?.moveOn(link.disk);
    this.points.goTo(cursor.from + 1);
    this.#standsNs = checkpoint.state.clockNs;
    // What is above the PC has had no part in some of what came from outside.
    this.#machine.putBack(this.points.at(cursor.from + 1).above);
    this.#goOnFrom(cursor.from + 1);
  }

  #give(inputs: readonly Input[]): void {
    for (const input of inputs) {
      this.#machine.handlePastInput(input);
      if (input.kind === 'size') this.kept.noteConsoleBreak();
      else this.#machine.engine.give(input);
    }
  }
}
