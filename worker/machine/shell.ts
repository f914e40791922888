import { FailureError } from '#protocol/failure';
import type { RunResult } from '#protocol/machine';
import type { ShellMark } from './console-text.ts';

/** The longest line that is typed at once; the guest's line editor holds some more. */
const LONGEST_LINE = 4000;

const CARRIAGE_RETURN = 0x0d;
const LINE_FEED = 0x0a;

const CTRL_U = '\x15';

type ShellState =
  /** No prompt has been seen, or a line has been accepted and runs. */
  | 'busy'
  /** The prompt is being drawn. */
  | 'prompting'
  /** A prompt stands, and takes a line. */
  | 'ready';

interface Waiter {
  resolve(): void;
  reject(error: FailureError): void;
}

/** The console's shell as its marks tell it: whether it takes a command, and what the last one wrote. */
export class Shell {
  readonly #type: (text: string) => void;
  #state: ShellState = 'busy';
  #prompts = 0;
  #lineStarted = false;
  #accepted = false;
  #output: string[] | null = null;
  #exitCode = 0;
  #waiters: Waiter[] = [];
  #lastRun: Promise<unknown> = Promise.resolve();

  /** @param type types text on the console. */
  constructor(type: (text: string) => void) {
    this.#type = type;
  }

  /** Prompts seen since power-on. */
  get prompts(): number {
    return this.#prompts;
  }

  handleMark(mark: ShellMark): void {
    switch (mark.kind) {
      case 'A':
        this.#state = 'prompting';
        return;
      case 'B':
        this.#state = 'ready';
        this.#prompts++;
        this.#lineStarted = false;
        this.#wakeWaiters();
        return;
      case 'C':
        this.#state = 'busy';
        this.#accepted = true;
        return;
      case 'D':
        this.#state = 'prompting';
        this.#exitCode = Number.parseInt(mark.argument, 10) || 0;
        return;
      default:
        return mark.kind satisfies never;
    }
  }

  /** Somebody has typed: a line that is entered at the prompt takes the shell's time, before it says so itself. */
  handleInput(bytes: Uint8Array): void {
    if (this.#state === 'ready' && (bytes.includes(CARRIAGE_RETURN) || bytes.includes(LINE_FEED))) {
      this.#state = 'busy';
      this.#accepted = false;
    }
  }

  handleText(text: string): void {
    if (this.#state === 'ready') this.#lineStarted = true;
    if (this.#state === 'busy' && this.#accepted) this.#output?.push(text);
  }

  /** Runs a command when those asked for before have ended. Fails with `TimedOut`. */
  run(command: string, timeoutMs: number, lastSeen: () => string): Promise<RunResult> {
    const result = this.#lastRun.then(() => this.#runNow(command, timeoutMs, lastSeen));
    this.#lastRun = result.catch(() => {});
    return result;
  }

  /** The guest has stopped: no prompt will come. */
  rejectAll(error: FailureError): void {
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const waiter of waiters) waiter.reject(error);
  }

  async #runNow(command: string, timeoutMs: number, lastSeen: () => string): Promise<RunResult> {
    const deadline = performance.now() + timeoutMs;
    const timedOut = (what: string) => () =>
      new FailureError('TimedOut', `${what} within ${timeoutMs} ms. ${lastSeen()}`);
    if (this.#state !== 'ready') {
      await this.#nextPrompt(
        deadline,
        timedOut('The shell did not show a prompt to take a command'),
      );
    }
    let result: RunResult = { output: '', exitCode: 0 };
    for (const line of typeableLines(command)) {
      result = await this.#runLine(line, deadline, timedOut(`"${command}" did not end`));
    }
    return result;
  }

  async #runLine(line: string, deadline: number, timedOut: () => FailureError): Promise<RunResult> {
    this.#output = [];
    this.#accepted = false;
    this.#type(`${this.#lineStarted ? CTRL_U : ''}${line}\r`);
    // Until the shell answers, the old prompt must not be taken for the next one.
    this.#state = 'busy';
    try {
      await this.#nextPrompt(deadline, timedOut);
      return { output: this.#output.join('').replaceAll('\r\n', '\n'), exitCode: this.#exitCode };
    } finally {
      this.#output = null;
    }
  }

  #nextPrompt(deadline: number, timedOut: () => FailureError): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => {
          this.#waiters = this.#waiters.filter((other) => other !== waiter);
          reject(timedOut());
        },
        Math.max(0, deadline - performance.now()),
      );
      const waiter: Waiter = {
        resolve: () => {
          clearTimeout(timer);
          resolve();
        },
        reject: (error) => {
          clearTimeout(timer);
          reject(error);
        },
      };
      this.#waiters.push(waiter);
    });
  }

  #wakeWaiters(): void {
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const waiter of waiters) waiter.resolve();
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
    'eval "$(printf %b "$_run")"',
  ];
}
