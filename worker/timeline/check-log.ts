import { Wrong, whole } from '../snapshots/shapes.ts';
import { type Input, LogReader } from './log.ts';

const WORD = 0xffff_ffff;

/** A console has so many columns or rows, as its server sees to. */
const SIDE = { least: 2, most: 1000 } as const;

/** What a log may ask for: guest time for all its slices, and the length of a slice. */
export interface LogBounds {
  readonly ns: number;
  readonly sliceInstructions: number;
}

/** Checks a log that may come from anywhere, all of it; throws `Wrong`. */
export function checkLog(log: Uint8Array, { ns, sliceInstructions }: LogBounds): void {
  const reader = new LogReader(log);
  let sumNs = 0;
  for (let entry = reader.next(); entry !== null; entry = reader.next()) {
    if (entry.kind === 'input') checkInput(entry.input, sliceInstructions);
    else sumNs += entry.waitNs + 1;
  }
  if (sumNs > ns) throw new Wrong('a log lasts longer than its stretch');
}

function checkInput(input: Input, sliceInstructions: number): void {
  switch (input.kind) {
    case 'console':
    case 'agent':
    case 'compiler':
    case 'jit':
      return;
    case 'window':
      whole(input.window?.afterInstructions ?? 0, 'a window', 0, WORD);
      whole(input.window?.leadInstructions ?? 0, "a window's lead", 0, WORD);
      return;
    case 'sliceLength':
      whole(input.instructions, 'the length of slices', 1, sliceInstructions);
      return;
    case 'epoch':
      whole(input.ms, 'a wall clock', 0, Number.MAX_SAFE_INTEGER);
      return;
    case 'seed':
      whole(input.seed, 'a seed', 0, WORD);
      return;
    case 'size':
      whole(input.columns, 'columns', SIDE.least, SIDE.most);
      whole(input.rows, 'rows', SIDE.least, SIDE.most);
      return;
    default:
      return input satisfies never;
  }
}
