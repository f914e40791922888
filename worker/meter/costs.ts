import type { Cost, MeasuredCounts } from '#protocol/counters';
import { countsSince } from '#protocol/counts-since';

/** A machine's counts at one instant between two slices. */
export interface Reading {
  readonly measured: MeasuredCounts;
  readonly guestTimeNs: number;
  readonly wallTimeMs: number;
}

interface Begun {
  readonly label: string;
  readonly at: Reading;
  /** Instructions that belong to it and ran before `at`, at most. */
  readonly errorInstructions: number;
}

/** The longest label, in characters. */
const LONGEST_LABEL = 200;

/** What the last command cost, and the last key stroke: counts between two ends of slices. */
export class Costs {
  readonly #read: () => Reading;
  #command: Begun | null = null;
  #key: Begun | null = null;
  lastCommand: Cost | null = null;
  lastKey: Cost | null = null;

  /** @param read reads the counts; is called where something begins or ends. */
  constructor(read: () => Reading) {
    this.#read = read;
  }

  /** A line is entered at the prompt; the guest has not got it yet. */
  beginCommand(): void {
    this.#begin(0);
  }

  /** The shell has taken a line, so many instructions ago at most: it begins a command unless one has begun. */
  takeCommand(errorInstructions: number): void {
    if (this.#command === null) this.#begin(errorInstructions);
  }

  /** The shell has taken a line of the command. */
  nameCommand(line: string): void {
    if (this.#command === null) return;
    const lines = [this.#command.label, line.trim()].filter((one) => one !== '');
    this.#command = { ...this.#command, label: lines.join('\n').slice(0, LONGEST_LABEL) };
  }

  /** The next prompt stands, so many instructions ago at most. */
  endCommand(errorInstructions: number): void {
    if (this.#command === null) return;
    this.lastCommand = this.#cost(this.#command, errorInstructions);
    this.#command = null;
  }

  /** Key strokes that enter nothing; those that come before the guest is idle again are one. */
  beginKeys(text: string): void {
    if (this.#command !== null) return;
    const label = (this.#key?.label ?? '') + text;
    const at = this.#key?.at ?? this.#read();
    this.#key = { label: label.slice(0, LONGEST_LABEL), at, errorInstructions: 0 };
  }

  /** The guest has nothing to do, and has got all that was typed. */
  handleIdle(): void {
    if (this.#key === null) return;
    this.lastKey = this.#cost(this.#key, 0);
    this.#key = null;
  }

  #begin(errorInstructions: number): void {
    this.#key = null;
    this.#command = { label: '', at: this.#read(), errorInstructions };
  }

  #cost({ label, at, ...begun }: Begun, errorInstructions: number): Cost {
    const now = this.#read();
    return {
      kind: 'measured',
      label,
      wallTimeMs: now.wallTimeMs - at.wallTimeMs,
      guestTimeNs: now.guestTimeNs - at.guestTimeNs,
      measured: countsSince(now.measured, at.measured),
      errorInstructions: begun.errorInstructions + errorInstructions,
    };
  }
}
