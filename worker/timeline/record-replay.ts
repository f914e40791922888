import type { Blake3 } from '../snapshots/blake3.ts';
import { type Digested, digestPages, digestRam, digestState, PageWalk } from './digests.ts';
import { MOST, type Replay, type Stretch } from './replay.ts';
import type { Timeline } from './timeline.ts';

/** What is recorded, in guest time. */
export interface Span {
  readonly fromNs: number;
  readonly toNs: number;
}

/** The last stretch of a replay, and the point that it begins at. */
interface End {
  readonly from: number;
  /** It ends at that point: nothing was run from there. */
  readonly isPoint: boolean;
  readonly stretch: Stretch;
}

/**
 * Records a span of a past, from the last point before it. The machine is taken as it was there. Null: it came to an end
 * meanwhile. Leaves the machine where it was taken. A span too long to be kept is a `RangeError`.
 *
 * @param take takes the machine as it stands.
 */
export async function recordReplay<Above, Taken>(
  past: Timeline<Above>,
  machine: Digested,
  { fromNs, toNs }: Span,
  blake3: Blake3,
  take: () => Promise<Taken>,
): Promise<{ readonly taken: Taken; readonly replay: Replay } | null> {
  if (!(await past.goTo(toNs))) return null;
  await past.breathe();
  const end = endOf(past, machine, toNs, blake3);
  await past.breathe();
  const first = past.points.before(fromNs);
  const { checkpoint } = past.points.at(first);
  if (!(await past.goTo(checkpoint.state.clockNs))) return null;
  const stretches = await stretchesBetween(past, machine, first, end, blake3);
  requireRoom(stretches);
  await past.breathe();
  const { epochMs, sliceInstructions, jit } = checkpoint;
  const settings = { jitMode: jit.mode, sliceInstructions, epochMs };
  return { taken: await take(), replay: { settings, stretches } };
}

/** Of a machine that stands there. */
function endOf<Above>(
  past: Timeline<Above>,
  machine: Digested,
  endNs: number,
  blake3: Blake3,
): End {
  const { from, ran } = past.ranFrom;
  const { checkpoint } = past.points.at(from);
  const isPoint = ran.log.length === 0;
  const now = isPoint ? checkpoint : machine.engine.look(checkpoint);
  const { instructions } = now.state;
  const state = digestState(now, blake3);
  const digests = { state, pages: null, ram: digestRam(machine, blake3) };
  return { from, isPoint, stretch: { ...ran, endNs, instructions, digests } };
}

/** Of a machine that stands at the first point. */
async function stretchesBetween<Above>(
  past: Timeline<Above>,
  machine: Digested,
  first: number,
  end: End,
  blake3: Blake3,
): Promise<Stretch[]> {
  const { points } = past;
  const walk = new PageWalk(machine);
  const stretches: Stretch[] = [];
  for (let index = first; index < end.from; index++) {
    const { log, output, inputBytes, memory, disk } = points.link(index);
    const { checkpoint } = points.at(index + 1);
    const { clockNs: endNs, instructions } = checkpoint.state;
    const pages = digestPages(walk.next({ memory, disk }), blake3);
    const digests = { state: digestState(checkpoint, blake3), pages, ram: null };
    stretches.push({ log, output, inputBytes, endNs, instructions, digests });
    await past.breathe();
  }
  const last = stretches.pop();
  if (last === undefined) return [end.stretch];
  if (!end.isPoint) return [...stretches, last, end.stretch];
  const { endNs, digests } = end.stretch;
  return [...stretches, { ...last, endNs, digests: { ...last.digests, ram: digests.ram } }];
}

function requireRoom(stretches: readonly Stretch[]): void {
  const sum = (bytesOf: (stretch: Stretch) => number) =>
    stretches.reduce((bytes, stretch) => bytes + bytesOf(stretch), 0);
  if (
    stretches.length <= MOST.stretches &&
    sum(({ log }) => log.length) <= MOST.logBytes &&
    sum(({ output }) => output.length) <= MOST.outputBytes
  )
    return;
  const mib = MOST.outputBytes / 2 ** 20;
  throw new RangeError(
    `A replay has at most ${mib} MiB of input and as much output; record a shorter span.`,
  );
}
