import type { EngineInput } from '../engine/inputs.ts';
import { Wrong } from '../snapshots/shapes.ts';
import { ByteReader } from './byte-reader.ts';
import { ByteWriter } from './byte-writer.ts';

/** What comes to a machine from outside: to its PC, or to its console alone. */
export type Input =
  | EngineInput
  /** The console has another size. */
  | { readonly kind: 'size'; readonly columns: number; readonly rows: number };

export type LogEntry =
  | { readonly kind: 'input'; readonly input: Input }
  /** A slice, which begins so many nanoseconds of guest time after the earliest that it can: 1 after the end of the one before. */
  | { readonly kind: 'slice'; readonly waitNs: number };

const JIT_MODES = ['auto', true, false] as const;

/** Places in it are what the log has: only ever to be added to. */
const INPUT_KINDS = [
  'console',
  'agent',
  'compiler',
  'jit',
  'window',
  'seed',
  'size',
  'epoch',
  'sliceLength',
] as const;

/**
 * What a machine does not derive, in the order in which it came, as bytes: numbers are varints. A slice is twice the
 * nanoseconds that it waits; an input is twice the place of its kind in `INPUT_KINDS`, and one, and then what it is made of.
 */
export class LogWriter {
  readonly #writer = new ByteWriter();

  /** @param begun what was written before. */
  constructor(begun?: Uint8Array) {
    if (begun !== undefined) this.#writer.raw(begun);
  }

  get length(): number {
    return this.#writer.length;
  }

  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#writer.bytes;
  }

  slice(waitNs: number): void {
    this.#writer.number(2 * waitNs);
  }

  input(input: Input): void {
    const writer = this.#writer;
    writer.number(2 * INPUT_KINDS.indexOf(input.kind) + 1);
    switch (input.kind) {
      case 'console':
      case 'agent':
        return writer.counted(input.bytes);
      case 'compiler':
        return writer.number(Number(input.allowed));
      case 'jit':
        return writer.number(JIT_MODES.indexOf(input.mode));
      case 'window':
        writer.number(input.window === null ? 0 : input.window.afterInstructions + 1);
        return writer.number(input.window?.leadInstructions ?? 0);
      case 'sliceLength':
        return writer.number(input.instructions);
      case 'epoch':
        return writer.number(input.ms);
      case 'seed':
        return writer.number(input.seed);
      case 'size':
        writer.number(input.columns);
        return writer.number(input.rows);
      default:
        return input satisfies never;
    }
  }
}

/** Reads what a `LogWriter` has written. Throws `Wrong` where it has not. */
export class LogReader {
  readonly #reader: ByteReader;

  constructor(bytes: Uint8Array) {
    this.#reader = new ByteReader(bytes);
  }

  /** How many bytes have been read. */
  get at(): number {
    return this.#reader.at;
  }

  /** Null at the end. */
  next(): LogEntry | null {
    const reader = this.#reader;
    if (reader.done) return null;
    const head = reader.number();
    if (head % 2 === 0) return { kind: 'slice', waitNs: head / 2 };
    return { kind: 'input', input: readInput(reader, INPUT_KINDS[(head - 1) / 2]) };
  }
}

function readInput(reader: ByteReader, kind: (typeof INPUT_KINDS)[number] | undefined): Input {
  switch (kind) {
    case 'console':
    case 'agent':
      return { kind, bytes: reader.counted() };
    case 'compiler':
      return { kind, allowed: reader.number() !== 0 };
    case 'jit': {
      const mode = JIT_MODES[reader.number()];
      if (mode === undefined) throw new Wrong('it names no mode of the compiler');
      return { kind, mode };
    }
    case 'window': {
      const [after, leadInstructions] = [reader.number(), reader.number()];
      const window = after === 0 ? null : { afterInstructions: after - 1, leadInstructions };
      return { kind, window };
    }
    case 'sliceLength':
      return { kind, instructions: reader.number() };
    case 'epoch':
      return { kind, ms: reader.number() };
    case 'seed':
      return { kind, seed: reader.number() };
    case 'size':
      return { kind, columns: reader.number(), rows: reader.number() };
    case undefined:
      throw new Wrong('it has an input of a kind that is not known');
    default:
      return kind satisfies never;
  }
}
