import { joined } from '#protocol/bytes';
import type { EngineInput, Tape } from '../engine/inputs.ts';
import { type Input, LogWriter } from './log.ts';

/** What came to a machine from outside since its last point, and what it has written on its console. */
export interface Recording {
  readonly log: Uint8Array;
  readonly output: Uint8Array;
  /** Bytes typed, or sent by a script. */
  readonly inputBytes: number;
}

export const NOTHING_RECORDED: Recording = {
  log: new Uint8Array(),
  output: new Uint8Array(),
  inputBytes: 0,
};

/** Writes down what a machine does not derive. */
export class Recorder implements Tape {
  #log = new LogWriter();
  #output: Uint8Array[] = [];
  #inputBytes = 0;

  /** Nothing has happened since the last `take`. */
  get empty(): boolean {
    return this.#log.length === 0;
  }

  /** What came from outside, in bytes. */
  get logBytes(): number {
    return this.#log.length;
  }

  handleInput(input: EngineInput): void {
    this.handle(input);
  }

  handle(input: Input): void {
    if (input.kind === 'console') this.#inputBytes += input.bytes.length;
    this.#log.input(input);
  }

  handleSlice(anchorNs: number, endedNs: number): void {
    this.#log.slice(Math.max(0, Math.floor(anchorNs) - endedNs - 1));
  }

  handleOutput(bytes: Uint8Array): void {
    this.#output.push(bytes.slice());
  }

  /** All since the last call; begins anew. */
  take(): Recording {
    const taken = {
      log: this.#log.bytes,
      output: joined(this.#output),
      inputBytes: this.#inputBytes,
    };
    this.begin(NOTHING_RECORDED);
    return taken;
  }

  /** Goes on behind what was recorded before. */
  begin({ log, output, inputBytes }: Recording): void {
    this.#log = new LogWriter(log);
    this.#output = output.length > 0 ? [output] : [];
    this.#inputBytes = inputBytes;
  }
}
