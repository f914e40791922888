import type { MeasuredCounts, Progress } from '#protocol/counters';
import type { FailureError } from '#protocol/failure';
import type { RunResult } from '#protocol/machine';
import type { Engine } from '../engine/engine.ts';
import { hostNowMs } from '../engine/host-globals.ts';
import type { Input } from '../timeline/log.ts';
import { Agent, type AgentRequest, type AgentState } from './agent.ts';
import type { ConsoleServer } from './console-server.ts';
import { MarkSplitter, type MarkSplitterState } from './console-text.ts';
import { CostWatch, entersLine } from './cost-watch.ts';
import { CycleCounts } from './cycle-counts.ts';
import { RunLoop } from './run-loop.ts';
import { Shell, type ShellState } from './shell.ts';
import { Stopwatch } from './stopwatch.ts';
import type { TimeSource } from './time-source.ts';
import type { Transcript } from './transcript.ts';

/** A boot that is longer than this is no longer cold code: the compiler is switched on without waiting for a prompt. */
const COLD_INSTRUCTIONS = 100_000_000;

const LINE_END = 0x0a;

/** How much of the console's end is searched for the kernel's last words. */
const LAST_WORDS_CHARACTERS = 4096;

/** How a guest's run ended by itself. */
export type PowerEnd =
  | { readonly kind: 'halted' }
  | { readonly kind: 'panicked'; readonly message: string }
  | { readonly kind: 'rebooted' }
  | { readonly kind: 'crashed'; readonly error: unknown };

/** All of a power cycle but its engine, its console and its transcript. */
export interface PowerCycleState {
  readonly marks: MarkSplitterState;
  readonly shell: ShellState;
  readonly agent: AgentState;
  /** The end of the console's text. */
  readonly lastWords: string;
  readonly prompted: boolean;
  readonly ranMs: number;
  /** What had been counted at `countFromHere`; nothing: it counts from power-on. */
  readonly countedFrom?: MeasuredCounts;
}

/** What a power cycle writes to and tells. */
export interface PowerCycleOptions {
  readonly engine: Engine;
  readonly time: TimeSource;
  readonly console: ConsoleServer;
  readonly transcript: Transcript;
  /** What the guest's wall clock should show, in milliseconds since 1970. */
  readonly dateMs: () => number;
  /** Somebody, or the guest, has written on the console. */
  readonly onOutput: () => void;
  /** Goes on where this one was; the engine is as it was then, too. */
  readonly restored?: PowerCycleState;
  /** The first shell prompt. */
  readonly onPrompt: () => void;
  readonly onEnd: (end: PowerEnd) => void;
}

/** What keeps a power cycle's past. */
export interface SliceRecorder {
  /** A slice is over, and has written so much on the console. */
  handleSlice(output: Uint8Array | null): void;
  /** A line is about to be entered at the shell's prompt. */
  noteCommand(): void;
}

/** One run of a machine, from power-on to power-off: the engine with what listens to it after each slice. */
export class PowerCycle {
  readonly #options: PowerCycleOptions;
  readonly #engine: Engine;
  readonly #loop: RunLoop;
  readonly #agent: Agent;
  readonly #shell: Shell;
  readonly #marks = new MarkSplitter();
  readonly #ran: Stopwatch;
  readonly counts: CycleCounts;
  costs: CostWatch;
  /** Hears of each slice of the present. */
  #recorder: SliceRecorder | null = null;
  /** It does again what it did: nothing that it does now is for anybody but the one who looks on. */
  #inPast = false;
  #lastWords = '';
  #prompted = false;
  #lines = 0;

  constructor(options: PowerCycleOptions) {
    const { engine, time, console } = options;
    this.#options = options;
    this.#engine = engine;
    this.#ran = new Stopwatch(hostNowMs, options.restored?.ranMs);
    this.counts = new CycleCounts(engine);
    this.costs = this.#newCosts();
    this.#agent = new Agent(
      {
        sendToAgent: (bytes) => engine.give({ kind: 'agent', bytes }),
        takeAgentOutput: () => engine.takeAgentOutput(),
      },
      options.dateMs,
    );
    this.#shell = new Shell((text) => this.#send(new TextEncoder().encode(text)));
    this.#loop = new RunLoop(
      engine,
      time,
      () => this.#handleSlice(),
      (error) => this.#end({ kind: 'crashed', error }),
    );
    if (options.restored) this.#restore(options.restored);
    else this.setConsoleSize(console.model.columns, console.model.rows);
  }

  get engine(): Engine {
    return this.#engine;
  }

  /** Whoever waits for the shell is not in it. */
  get state(): PowerCycleState {
    const { countedFrom } = this.counts;
    return {
      marks: this.#marks.state,
      shell: this.#shell.state,
      agent: this.#agent.state,
      lastWords: this.#lastWords,
      prompted: this.#prompted,
      ranMs: this.#ran.elapsedMs,
      ...(countedFrom && { countedFrom }),
    };
  }

  /** A shell prompt has been seen. */
  get prompted(): boolean {
    return this.#prompted;
  }

  start(): void {
    this.#ran.start();
    this.#loop.start();
  }

  stop(): void {
    this.#loop.stop();
    this.#ran.stop();
  }

  /** Runs one slice from guest time `anchorNs` on, as `Engine.runSlice` does. Legal while it stands still. */
  runSlice(anchorNs: number): number {
    return this.#loop.runSlice(anchorNs);
  }

  /** Slices in which a line of output has ended, in past and present. */
  get lines(): number {
    return this.#lines;
  }

  /** Time goes otherwise from now on. */
  hurry(): void {
    this.#loop.hurry();
  }

  /** Stops for good; whoever waits for the shell is told why. */
  dispose(reason: FailureError): void {
    this.stop();
    this.#loop.dispose();
    this.#shell.rejectAll(reason);
  }

  /** Key strokes of the user, or of a script. */
  sendInput(bytes: Uint8Array): void {
    if (this.#inPast) return;
    const { ready } = this.#shell;
    this.#shell.handleInput(bytes);
    this.#send(bytes, ready);
  }

  setConsoleSize(columns: number, rows: number): void {
    this.ask({ kind: 'size', columns, rows });
  }

  /** The guest has an agent that does what it is asked. */
  get hasAgent(): boolean {
    return this.#agent.listening;
  }

  set recorder(recorder: SliceRecorder | null) {
    this.#recorder = recorder;
  }

  /** Goes to its past: it stands still, and whoever waits for the shell is told why. */
  enterPast(reason: FailureError): void {
    this.stop();
    this.counts.enterPast();
    this.#inPast = true;
    this.#shell.rejectAll(reason);
  }

  /** Becomes what it was in its past. */
  putBack(state: PowerCycleState): void {
    this.costs = this.#newCosts();
    this.#restore(state);
  }

  /** What it does from now on it does for the first time. */
  leavePast(): void {
    this.#inPast = false;
    this.counts.leavePast();
  }

  handlePastInput(input: Input): void {
    if (input.kind === 'agent') this.#agent.noteSent();
    if (input.kind !== 'console') return;
    const { ready } = this.#shell;
    this.#shell.handleInput(input.bytes);
    this.costs.handleInput(input.bytes, ready);
  }

  /** A slice of the past was run again. What it has written; not what `isRight` denies, of which nobody hears. */
  handlePastSlice(isRight: (output: Uint8Array) => boolean): Uint8Array | null {
    const output = this.#handleOutput(isRight);
    this.costs.handleSlice();
    this.#agent.listen();
    return output;
  }

  /** Asks the guest's agent, as soon as it listens and the guest runs. */
  ask(request: AgentRequest): void {
    // It is asked again when the machine lives on.
    if (this.#inPast) return;
    this.#agent.ask(request);
    if (!this.#loop.running || !this.#agent.hasWork) return;
    this.#agent.exchange();
    this.#loop.wake();
  }

  run(command: string, timeoutMs: number): Promise<RunResult> {
    return this.#shell.run(command, timeoutMs, () => this.#options.transcript.lastSeen());
  }

  get progress(): Progress {
    return {
      instructions: this.#engine.instructions,
      guestTimeNs: this.#loop.guestNs,
      wallTimeMs: this.#ran.elapsedMs,
    };
  }

  #restore({ marks, shell, agent, lastWords, prompted, countedFrom }: PowerCycleState): void {
    this.#marks.restore(marks);
    this.#shell.restore(shell);
    this.costs.restore(shell);
    this.#agent.restore(agent);
    this.#lastWords = lastWords;
    this.#prompted = prompted;
    this.counts.restore(countedFrom);
  }

  #send(bytes: Uint8Array, ready = this.#shell.ready): void {
    if (this.#inPast) return;
    if (ready && entersLine(bytes)) this.#recorder?.noteCommand();
    this.costs.handleInput(bytes, ready);
    this.#engine.give({ kind: 'console', bytes });
    this.#loop.wake();
  }

  #newCosts(): CostWatch {
    return new CostWatch(this.#engine, () => this.#ran.elapsedMs);
  }

  #handleSlice(): void {
    const output = this.#handleOutput();
    this.costs.handleSlice();
    this.#agent.exchange();
    if (this.#engine.instructions > COLD_INSTRUCTIONS) this.#allowCompiler();
    switch (this.#engine.condition) {
      case 'running':
        return this.#recorder?.handleSlice(output);
      case 'halted':
        return this.#end({ kind: 'halted' });
      case 'reset':
        return this.#end(endByReset(this.#lastWords));
      default:
        return this.#engine.condition satisfies never;
    }
  }

  #handleOutput(isRight?: (output: Uint8Array) => boolean): Uint8Array | null {
    const bytes = this.#engine.serial.takeOutput();
    if (!bytes || isRight?.(bytes) === false) return null;
    if (bytes.includes(LINE_END)) this.#lines++;
    if (!this.#inPast) this.#options.onOutput();
    const parts = this.#marks.split(bytes);
    this.#options.console.write(bytes);
    for (const part of parts) {
      this.costs.handleOutput(part);
      if (part.kind === 'mark') this.#shell.handleMark(part.mark);
      else this.#handleText(part.text);
    }
    if (this.#shell.prompts > 0 && !this.#prompted) this.#handleFirstPrompt();
    return bytes;
  }

  #handleText(text: string): void {
    this.#shell.handleText(text);
    if (!this.#inPast) this.#options.transcript.append(text);
    this.#lastWords = (this.#lastWords + text).slice(-LAST_WORDS_CHARACTERS);
  }

  #handleFirstPrompt(): void {
    this.#prompted = true;
    if (this.#inPast) return;
    this.#allowCompiler();
    this.#options.onPrompt();
  }

  #allowCompiler(): void {
    if (!this.#engine.jit.allowed) this.#engine.give({ kind: 'compiler', allowed: true });
  }

  #end(end: PowerEnd): void {
    this.stop();
    this.#options.onEnd(end);
  }
}

/** A kernel that panics resets the PC (`panic=-1`), as a reboot does; what it said last tells them apart. */
function endByReset(lastWords: string): PowerEnd {
  const panic =
    /^(?:\[[^\]]*\] )?Kernel panic - not syncing: ([^\r\n]*)(?![\s\S]*reboot: Restarting system)/m.exec(
      lastWords,
    );
  return panic ? { kind: 'panicked', message: panic[1] ?? '' } : { kind: 'rebooted' };
}
