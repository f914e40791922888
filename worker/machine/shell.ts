import { FailureError } from '#protocol/failure';
import type { RunResult } from '#protocol/machine';
import { hostNowMs } from '../engine/host-globals.ts';
import { CONTINUATION, type ShellMark } from './console-text.ts';
import { Waiters } from './waiters.ts';

/** The longest line that is typed at once; the guest's line editor holds some more. */
const LONGEST_LINE = 4000;

const CARRIAGE_RETURN = 0x0d;
const LINE_FEED = 0x0a;

const CTRL_C = '\x03';

/** What the line editor takes for: to the end of the line, and delete all before it. */
const EMPTY_LINE = '\x05\x15';

type ShellPhase =
  /** No prompt has been seen, or a line has been accepted and runs. */
  | 'busy'
  /** The prompt is being drawn. */
  | 'prompting'
  /** The prompt for the rest of an incomplete command is being drawn, or stands. */
  | 'continuing'
  /** A prompt stands, and takes a line. */
  | 'ready';

/** What a shell is made of anew. A command that `run` has typed is not in it: the caller that waits for it is elsewhere. */
export interface ShellState {
  readonly phase: ShellPhase;
  readonly prompts: number;
  readonly exitCode: number;
}

/** A line that `run` has typed: first the shell accepts it, then it ends, then a prompt stands again. */
interface TypedLine {
  stage: 'typed' | 'accepted' | 'ended';
  readonly output: string[];
  readonly waiters: Waiters;
}

/** The console's shell as its marks tell it: whether it takes a command, and what the last one wrote. */
export class Shell {
  readonly #type: (text: string) => void;
  readonly #promptWaiters = new Waiters();
  #phase: ShellPhase = 'busy';
  #prompts = 0;
  #exitCode = 0;
  #typedLine: TypedLine | null = null;
  #lastRun: Promise<void> = Promise.resolve();
  /** Ends the commands that are asked for and not begun, too. */
  #rejection: { readonly error: FailureError } | null = null;

  /** @param type types text on the console. */
  constructor(type: (text: string) => void) {
    this.#type = type;
  }

  /** Prompts seen since power-on. */
  get prompts(): number {
    return this.#prompts;
  }

  /** A prompt stands, and takes a line. */
  get ready(): boolean {
    return this.#phase === 'ready';
  }

  get state(): ShellState {
    return { phase: this.#phase, prompts: this.#prompts, exitCode: this.#exitCode };
  }

  restore({ phase, prompts, exitCode }: ShellState): void {
    this.#phase = phase;
    this.#prompts = prompts;
    this.#exitCode = exitCode;
    if (phase === 'ready') this.#promptWaiters.resolveAll();
  }

  handleMark(mark: ShellMark): void {
    switch (mark.kind) {
      case 'A':
        this.#phase = mark.argument === CONTINUATION ? 'continuing' : 'prompting';
        return;
      case 'B':
        return this.#handlePromptShown();
      case 'C':
        this.#phase = 'busy';
        if (this.#typedLine?.stage === 'typed') this.#typedLine.stage = 'accepted';
        return;
      case 'D':
        this.#exitCode = Number.parseInt(mark.argument, 10) || 0;
        if (this.#typedLine?.stage === 'accepted') this.#typedLine.stage = 'ended';
        return;
      default:
        return mark.kind satisfies never;
    }
  }

  /** Somebody has typed: a line that is entered at the prompt takes the shell's time, before it says so itself. */
  handleInput(bytes: Uint8Array): void {
    if (this.#phase === 'ready' && (bytes.includes(CARRIAGE_RETURN) || bytes.includes(LINE_FEED))) {
      this.#phase = 'busy';
    }
  }

  handleText(text: string): void {
    if (this.#typedLine?.stage === 'accepted') this.#typedLine.output.push(text);
  }

  /** Runs a command when those asked for before have ended. Fails with `TimedOut` or `CommandIncomplete`. */
  run(command: string, timeoutMs: number, lastSeen: () => string): Promise<RunResult> {
    const rejection = this.#rejection;
    const result = this.#lastRun.then(() => {
      if (rejection !== this.#rejection) throw this.#rejection?.error;
      return this.#runNow(command, timeoutMs, lastSeen);
    });
    this.#lastRun = result.then(
      () => {},
      () => {},
    );
    return result;
  }

  /** The guest has stopped, or is another: what was asked for is not done. */
  rejectAll(error: FailureError): void {
    this.#rejection = { error };
    this.#promptWaiters.rejectAll(error);
    this.#typedLine?.waiters.rejectAll(error);
  }

  /** A prompt stands. When the line editor only redraws its line, no prompt began, and none is new. */
  #handlePromptShown(): void {
    if (this.#phase === 'continuing') return this.#handleContinuation();
    if (this.#phase !== 'prompting') return;
    this.#phase = 'ready';
    this.#prompts++;
    if (this.#typedLine?.stage === 'ended') this.#typedLine.waiters.resolveAll();
    this.#promptWaiters.resolveAll();
  }

  #handleContinuation(): void {
    if (this.#typedLine?.stage !== 'accepted') return;
    this.#type(CTRL_C);
    this.#typedLine.waiters.rejectAll(
      new FailureError(
        'CommandIncomplete',
        'The shell waited for the rest of the command, so it was abandoned and did nothing. Close its quotes, brackets and blocks.',
      ),
    );
  }

  async #runNow(command: string, timeoutMs: number, lastSeen: () => string): Promise<RunResult> {
    const deadline = hostNowMs() + timeoutMs;
    const leftMs = () => Math.max(0, deadline - hostNowMs());
    const timedOut = (what: string) => () =>
      new FailureError('TimedOut', `${what} within ${timeoutMs} ms. ${lastSeen()}`);
    if (this.#phase !== 'ready') {
      await this.#promptWaiters.wait(
        timeoutMs,
        timedOut('The shell did not show a prompt to take a command'),
      );
    }
    let result: RunResult = { output: '', exitCode: 0 };
    for (const line of typeableLines(command)) {
      result = await this.#runLine(line, leftMs(), timedOut(`"${command}" did not end`));
    }
    return result;
  }

  async #runLine(
    line: string,
    timeoutMs: number,
    timedOut: () => FailureError,
  ): Promise<RunResult> {
    const typed: TypedLine = { stage: 'typed', output: [], waiters: new Waiters() };
    this.#typedLine = typed;
    this.#type(`${EMPTY_LINE}${line}\r`);
    this.#phase = 'busy';
    try {
      await typed.waiters.wait(timeoutMs, timedOut);
      return { output: typed.output.join('').replaceAll('\r\n', '\n'), exitCode: this.#exitCode };
    } finally {
      this.#typedLine = null;
    }
  }
}

/**
 * The lines to type for a command. One of plain characters is typed as it is; another, with line ends or tabs in it
 * say, is spelt in `printf` escapes and evaluated, in several pieces when it is long.
 */
function typeableLines(command: string): string[] {
  if (/^[\x20-\x7e]*$/.test(command) && command.length <= LONGEST_LINE) return [command];
  const escaped = [...new TextEncoder().encode(command)].map((byte) =>
    byte < 0x20 || byte > 0x7e || byte === 0x27 || byte === 0x5c
      ? `\\0${byte.toString(8).padStart(3, '0')}`
      : String.fromCharCode(byte),
  );
  const pieces: string[] = [''];
  for (const character of escaped) {
    const last = pieces.length - 1;
    if ((pieces[last] ?? '').length + character.length > LONGEST_LINE) pieces.push(character);
    else pieces[last] += character;
  }
  if (pieces.length === 1) return [`eval "$(printf %b '${pieces[0]}')"`];
  return [
    "_run=''",
    ...pieces.map((piece) => `_run="$_run"'${piece}'`),
    'eval "unset _run; $(printf %b "$_run")"',
  ];
}
