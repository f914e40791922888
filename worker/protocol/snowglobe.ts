import type { Counters, MachineId, MachineStatus, RunResult, WaitOptions } from './machine.ts';

/** How `Snowglobe.boot` may be told to differ from the defaults. */
export interface BootOptions {
  readonly name?: string;
  readonly memoryMiB?: number;
  readonly seed?: number;
  /** Without any baked snapshot. */
  readonly cold?: boolean;
}

/** `globalThis.snowglobe`: everything the page can do, for demos, tests and embedders. */
export interface Snowglobe {
  /** Always a new machine, whatever else runs or loads. Resolves at the shell prompt. */
  boot(image: string, options?: BootOptions): Promise<MachineHandle>;
  machines(): readonly MachineHandle[];
}

/** One machine on this page. The verbs' phases and failures are those of `MachineApi`. */
export interface MachineHandle {
  readonly id: MachineId;
  readonly image: string;
  status(): MachineStatus;
  /** Keystrokes on the console. */
  type(text: string): Promise<void>;
  /** Console output since the last wait. */
  waitFor(text: string | RegExp, options?: WaitOptions): Promise<string>;
  /**
   * Typed into the console's own shell: variables, directory and jobs last from one run to the next; output complete
   * whatever its size.
   */
  run(command: string, options?: WaitOptions): Promise<RunResult>;
  /** The console as text. */
  screen(): Promise<string>;
  counters(): Promise<Counters>;
  pause(): Promise<void>;
  resume(): Promise<void>;
  reset(): Promise<void>;
  powerOff(): Promise<void>;
}
