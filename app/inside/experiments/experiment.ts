import type { ExperimentInfo, ExperimentRow } from '#protocol/experiments';
import { type Claim, claimText } from '../sources/claim.ts';
import { sourceOf, yearsText } from '../sources/sources.ts';
import type { Bench } from './bench.ts';
import type { Verdict } from './verdict.ts';

/** What the numbers of a run say. */
export interface Finding {
  readonly parameters: Readonly<Record<string, number | string>>;
  readonly rows: readonly ExperimentRow[];
  readonly holds: boolean;
  readonly verdict: Verdict;
}

/** An experiment and how it is run. */
export interface Experiment extends Omit<ExperimentInfo, 'claim'> {
  /** The claim, its figures marked. */
  readonly cited: Claim;
  /** Fails with `ExperimentFailed`. What it has changed in the guest, it changes back at the bench's end. */
  run(bench: Bench): Promise<Finding>;
}

/** An experiment that came to no result: which command did not do what it should, or which number cannot be. */
export class ExperimentFailed extends Error {
  override readonly name = 'ExperimentFailed';
  /** The console's own words. */
  readonly console: string;

  constructor(message: string, console = '') {
    super(message);
    this.console = console;
  }
}

/** Does nothing; typed first, it shows that the shell takes commands. */
export const PROBE = ':';

/** What is known of an experiment before it is run. */
export function infoOf({ id, title, about, cited, ...rest }: Experiment): ExperimentInfo {
  const commands = [PROBE, ...rest.commands];
  const { by, year } = cited;
  const from = String(year ?? yearsText(sourceOf(by)));
  return { id, title, about, commands, claim: { says: claimText(cited), source: by, year: from } };
}

/** A number that was counted, or words that the guest has written. */
export function measured(label: string, value: number | string, unit = ''): ExperimentRow {
  return { label, value, unit, kind: 'measured' };
}

/** A number that rests on what is assumed of another world. */
export function modelledRow(label: string, value: number, unit = ''): ExperimentRow {
  return { label, value, unit, kind: 'modelled' };
}

/** Fails unless a counter has counted what was surely done. */
export function requireCounted(count: number, what: string, least = 1): void {
  if (count >= least) return;
  throw new ExperimentFailed(
    `The counter of ${what} stands at ${count} where at least ${least} must have happened, so nothing that rests on it is shown.`,
  );
}

/** To three digits, as numbers that were divided are worth no more. */
export function rounded(value: number): number {
  return Number(value.toPrecision(3));
}
