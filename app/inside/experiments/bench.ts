import type { Cost, Counters } from '#protocol/counters';
import type { ExperimentOptions } from '#protocol/experiments';
import { FailureError, toFailure } from '#protocol/failure';
import type { BootOptions, MachineHandle } from '#protocol/snowglobe';
import { ExperimentFailed, PROBE, requireCounted } from './experiment.ts';

const CTRL_C = '\x03';

/** Many times what the longest command takes on a machine that does nothing else. */
const COMMAND_TIMEOUT_MS = 120_000;

/** A prompt that does not come within this time stands behind something that runs. */
const PROMPT_TIMEOUT_MS = 5000;

/** How much of the screen's end is told of a command that did not end. */
const LAST_LINES = 12;

/** A command that has ended, and what it cost. */
export interface Reading {
  readonly command: string;
  readonly output: string;
  readonly exitCode: number;
  readonly cost: Cost;
}

interface RunHow {
  /** What the command may end with; 0 unless told. */
  readonly exitCodes?: readonly number[];
}

/** A machine that has been started. */
export interface Started {
  readonly machine: MachineHandle;
  /** Resolves at its prompt, and fails as `Snowglobe.boot` does. */
  readonly begun: Promise<unknown>;
}

/** Where new machines come from: beside the machine on the screen, which stays there. */
export type BootMachine = (image: string, options: BootOptions) => Started;

/** One machine under experiment: types commands into its console, reads its counters, and cleans up. */
export class Bench {
  readonly machine: MachineHandle;
  readonly #options: ExperimentOptions;
  readonly #boot: BootMachine;
  readonly #clearings: (() => Promise<void>)[] = [];
  readonly #interrupt = (): void => {
    // Where the machine has ended meanwhile, so has what is to be interrupted.
    this.machine.type(CTRL_C).catch(() => {});
  };

  constructor(machine: MachineHandle, boot: BootMachine, options: ExperimentOptions) {
    this.machine = machine;
    this.#boot = boot;
    this.#options = options;
  }

  /** Tells whoever watches what is done next. Fails with `Cancelled`. */
  step(text: string): void {
    if (this.#options.signal?.aborted) {
      throw new FailureError(
        'Cancelled',
        'The experiment was cancelled before its end, so it has no result.',
      );
    }
    this.#options.onStep?.(text);
  }

  /** Fails with `NotInThisPhase` when the shell does not take a command. */
  async waitForPrompt(): Promise<void> {
    try {
      await this.machine.run(PROBE, { timeoutMs: PROMPT_TIMEOUT_MS });
    } catch (error) {
      if (toFailure(error)?.name !== 'TimedOut') throw error;
      throw new FailureError(
        'NotInThisPhase',
        `The console of ${this.machine.name} shows no prompt, so the experiment was not begun. End what runs there, then run it again.`,
        { cause: error },
      );
    }
  }

  /** Types a command and waits for its end. Fails with `ExperimentFailed` where it ends otherwise than it should. */
  async run(command: string, { exitCodes = [0] }: RunHow = {}): Promise<Reading> {
    this.step(command);
    const before = await this.machine.counters();
    const { output, exitCode } = await this.#typed(command);
    // Ctrl-C has ended it.
    if (this.#options.signal?.aborted) this.step('');
    if (!exitCodes.includes(exitCode)) {
      throw new ExperimentFailed(
        `"${command}" ended with code ${exitCode}, so there is no result.`,
        output.trim(),
      );
    }
    const cost = costOf(command, before, await this.machine.counters());
    return { command, output, exitCode, cost };
  }

  async #typed(command: string): Promise<{ output: string; exitCode: number }> {
    const { signal } = this.#options;
    signal?.addEventListener('abort', this.#interrupt);
    try {
      return await this.machine.run(command, { timeoutMs: COMMAND_TIMEOUT_MS });
    } catch (error) {
      const failure = toFailure(error);
      if (failure === null) throw error;
      if (failure.name === 'TimedOut') this.#interrupt();
      throw new ExperimentFailed(
        `"${command}" has no result. ${failure.message}`,
        await this.#lastWords(),
      );
    } finally {
      signal?.removeEventListener('abort', this.#interrupt);
    }
  }

  async #lastWords(): Promise<string> {
    const screen = await this.machine.screen().catch(() => '');
    return screen.trimEnd().split('\n').slice(-LAST_LINES).join('\n');
  }

  /** A new machine, which is removed at the end, whether it comes to its prompt or not. Resolves there. */
  async boot(options: BootOptions): Promise<MachineHandle> {
    this.step(`boot ${options.name ?? this.machine.image}`);
    const { machine, begun } = this.#boot(this.machine.image, options);
    this.#clearings.push(() => machine.remove());
    await begun;
    return machine;
  }

  /** The same for another machine: its commands' costs are its own. */
  beside(machine: MachineHandle): Bench {
    return new Bench(machine, this.#boot, this.#options);
  }

  /** Has something done at the end, however it ends; what is last asked for is done first. */
  atEnd(clear: () => Promise<unknown>): void {
    this.#clearings.push(async () => void (await clear()));
  }

  /** The same of a command. */
  runAtEnd(command: string): void {
    this.atEnd(() => this.machine.run(command, { timeoutMs: COMMAND_TIMEOUT_MS }));
  }

  /** Cleans up all that it can. Resolves to why something could not be done, as sentences; empty where all was. */
  async clear(): Promise<string> {
    const failures: string[] = [];
    const bugs: unknown[] = [];
    for (const clear of this.#clearings.splice(0).reverse()) {
      await clear().catch((error: unknown) => {
        const failure = toFailure(error);
        if (failure === null) bugs.push(error);
        else failures.push(failure.message);
      });
    }
    if (bugs.length > 0) throw bugs[0];
    return failures.join(' ');
  }
}

/** What the command in between cost. Fails where the machine tells that of another line, or the counters did not move. */
export function costOf(command: string, before: Counters, after: Counters): Cost {
  const cost = after.lastCommand;
  if (cost === null || JSON.stringify(cost) === JSON.stringify(before.lastCommand)) {
    throw new ExperimentFailed(
      'The machine did not say what the last command cost, so there is no result.',
    );
  }
  if (!isLabelOf(cost.label, command)) {
    throw new ExperimentFailed(
      `Another line, "${cost.label}", was entered where the cost of "${command}" was to be read, so there is no result. Run it again, and leave the console to it.`,
    );
  }
  requireCounted(after.instructions - before.instructions, 'instructions');
  requireCounted(cost.measured.instructions, 'instructions of the last command');
  return cost;
}

/** The longest label there is ends earlier than some commands. */
const LEAST_COMPARED = 100;

/** Whether a label, which may be cut short, is that of a command. The line editor breaks long lines where the console ends. */
export function isLabelOf(label: string, command: string): boolean {
  const [shown, typed] = [withoutBreaks(label), withoutBreaks(command)];
  return shown === typed || (shown.length >= LEAST_COMPARED && typed.startsWith(shown));
}

function withoutBreaks(line: string): string {
  return line.replace(/[^\b]?[\b]/g, '').replace(/\s+/g, '');
}
