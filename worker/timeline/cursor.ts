import { joined } from '#protocol/bytes';
import { type Input, LogReader } from './log.ts';
import type { Recording } from './recorder.ts';

/** A slice of the past, and what came before it. */
export interface PastSlice {
  readonly inputs: readonly Input[];
  /** As `LogEntry` has it. */
  readonly waitNs: number;
}

/** How far a machine has run on, in the past, from a point. */
export class Cursor {
  /** The point. */
  readonly from: number;
  readonly #log: Uint8Array;
  readonly #reader: LogReader;
  readonly #output: Uint8Array[] = [];
  #next: PastSlice | null = null;
  #rest: readonly Input[] = [];
  #ranTo = 0;
  #inputBytes = 0;

  constructor(from: number, log: Uint8Array) {
    this.from = from;
    this.#log = log;
    this.#reader = new LogReader(log);
    this.#read();
  }

  /** The next slice; null at the end. */
  get next(): PastSlice | null {
    return this.#next;
  }

  /** What came after the last slice. Legal at the end. */
  get rest(): readonly Input[] {
    return this.#rest;
  }

  /** The next slice was run. */
  advance(): void {
    for (const input of this.#next?.inputs ?? []) {
      if (input.kind === 'console') this.#inputBytes += input.bytes.length;
    }
    this.#ranTo = this.#reader.at;
    this.#read();
  }

  handleOutput(bytes: Uint8Array): void {
    this.#output.push(bytes.slice());
  }

  /** How much came out of what was run. */
  get outputBytes(): number {
    return this.#output.reduce((sum, bytes) => sum + bytes.length, 0);
  }

  /** What was run. */
  get ran(): Recording {
    return {
      log: this.#log.slice(0, this.#ranTo),
      output: joined(this.#output),
      inputBytes: this.#inputBytes,
    };
  }

  #read(): void {
    const inputs: Input[] = [];
    for (;;) {
      const entry = this.#reader.next();
      if (entry === null) {
        this.#next = null;
        this.#rest = inputs;
        return;
      }
      if (entry.kind === 'slice') {
        this.#next = { inputs, waitNs: entry.waitNs };
        return;
      }
      inputs.push(entry.input);
    }
  }
}
