import type { NumberKind } from './counters.ts';
import { csvLine } from './csv.ts';
import type { MachineHandle } from './snowglobe.ts';

/** What can be tried out on a machine. */
export const EXPERIMENT_IDS = [
  'emulation',
  'translation',
  'hard-x86',
  'full',
  'hardware-assisted',
  'paravirtualisation',
  'os-level',
  'application',
  'control',
] as const;
export type ExperimentId = (typeof EXPERIMENT_IDS)[number];

/** What a source has said, beside which a result is set. */
export interface ExperimentClaim {
  readonly says: string;
  /** The source's id, as `S4`. */
  readonly source: string;
  /** The year it is from, or the years: `2005–2009`. */
  readonly year: string;
}

/** One experiment, before it is run. */
export interface ExperimentInfo {
  readonly id: ExperimentId;
  readonly title: string;
  /** What is looked at, and how. */
  readonly about: string;
  /** All that will be typed into the machine's console, less what is repeated with other numbers. */
  readonly commands: readonly string[];
  readonly claim: ExperimentClaim;
}

/** One number, or words of the guest's. */
export interface ExperimentRow {
  readonly label: string;
  readonly value: number | string;
  /** Empty where the value is a mere number, or words. */
  readonly unit: string;
  readonly kind: NumberKind;
}

/** A stretch of a verdict: words, or a number and what stands behind it. */
export interface VerdictPart {
  readonly text: string;
  /** Null for words. */
  readonly kind: NumberKind | null;
}

/** What came out of it. */
export type ExperimentOutcome =
  | {
      readonly kind: 'done';
      /** The claim's direction is what the numbers show here. */
      readonly holds: boolean;
      /** One sentence, made of the numbers. */
      readonly verdict: string;
      /** The same sentence, its numbers apart. */
      readonly parts: readonly VerdictPart[];
    }
  | {
      readonly kind: 'failed';
      /** What failed, and what follows. */
      readonly message: string;
      /** The console's own words about it; empty where it said nothing. */
      readonly console: string;
    };

/** All that is known of one run; JSON as it stands. */
export interface ExperimentResult {
  readonly id: ExperimentId;
  readonly title: string;
  readonly machine: { readonly name: string; readonly image: string };
  /** When it ended, in ISO 8601. */
  readonly when: string;
  readonly parameters: Readonly<Record<string, number | string>>;
  /** Empty where it failed: a number that was not got is not shown. */
  readonly rows: readonly ExperimentRow[];
  readonly claim: ExperimentClaim;
  readonly outcome: ExperimentOutcome;
}

/** What cancels: an `AbortSignal`. */
export interface CancelSignal {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

export interface ExperimentOptions {
  /** Ends what runs with Ctrl-C, cleans up, and rejects with `Cancelled`. */
  readonly signal?: CancelSignal;
  /** Is called with each command as it is typed, and with what is done beside commands. */
  readonly onStep?: (step: string) => void;
}

/** The experiments of the page, for scripts. */
export interface Experiments {
  list(): Promise<readonly ExperimentInfo[]>;
  /**
   * Types the experiment's commands into the machine's console, counts what they cost, and cleans up. A command that fails
   * makes a result that says so. Rejects with `NotInThisPhase`, and types nothing, when the machine does not run, its shell
   * is busy, or an experiment runs on it; with `Cancelled`; an id that is none is a `RangeError`.
   */
  run(
    id: ExperimentId,
    machine: MachineHandle,
    options?: ExperimentOptions,
  ): Promise<ExperimentResult>;
  /** Its numbers as lines of comma-separated values, the first with the columns' names. */
  csv(result: ExperimentResult): string;
}

const COLUMNS = ['experiment', 'machine', 'when', 'label', 'value', 'unit', 'kind'];

/** As `Experiments.csv`; one that failed has a line that says so. */
export function experimentCsv({ id, machine, when, rows, outcome }: ExperimentResult): string {
  const about = [id, machine.name, when];
  const lines = rows.map(({ label, value, unit, kind }) => [...about, label, value, unit, kind]);
  const end = outcome.kind === 'done' ? ['verdict', outcome.verdict] : ['failed', outcome.message];
  return [COLUMNS, ...lines, [...about, ...end, '', '']].map(csvLine).join('');
}
