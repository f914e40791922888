import { PAGE_BYTES } from '#protocol/frozen-machine';
import type { Cancellable } from '#protocol/snapshots';
import type { Blake3, Blake3Stream } from '../snapshots/blake3.ts';
import { Progress, unlessCancelled } from '../snapshots/progress.ts';
import {
  type ChangedPages,
  type Digested,
  digestPages,
  digestRamInParts,
  digestState,
  PageWalk,
} from './digests.ts';
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

/** What a span is recorded with. */
export interface RecordingParts<Taken> {
  readonly blake3: Blake3;
  readonly stream: Blake3Stream;
  /** Takes the machine as it stands. */
  readonly take: () => Promise<Taken>;
  /** Hears how much was read, and may break it off. */
  readonly how: Cancellable | undefined;
}

/** A past that is recorded, and how. */
interface Work<Above> {
  readonly past: Timeline<Above>;
  readonly machine: Digested;
  readonly blake3: Blake3;
  readonly stream: Blake3Stream;
  readonly progress: Progress;
}

/**
 * Records a span of a past, from the last point before it. The machine is taken as it was there. Null: it came to an end
 * meanwhile. Leaves the machine where it was taken, or where it was broken off. A span too long to be kept is a `RangeError`.
 */
export async function recordReplay<Above, Taken>(
  past: Timeline<Above>,
  machine: Digested,
  { fromNs, toNs }: Span,
  { blake3, stream, take, how }: RecordingParts<Taken>,
): Promise<{ readonly taken: Taken; readonly replay: Replay } | null> {
  if (!(await unlessCancelled(how, (signal) => past.goTo(toNs, signal)))) return null;
  await past.breathe();
  const first = past.points.before(fromNs);
  const progress = new Progress(how, bytesToRead(past, machine, first));
  const work = { past, machine, blake3, stream, progress };
  const end = await endOf(work, toNs);
  const { checkpoint } = past.points.at(first);
  if (!(await past.goTo(checkpoint.state.clockNs))) return null;
  const stretches = await stretchesBetween(work, first, end);
  requireRoom(stretches);
  await past.breathe();
  const { epochMs, sliceInstructions, jit } = checkpoint;
  const settings = { jitMode: jit.mode, sliceInstructions, epochMs };
  return { taken: await take(), replay: { settings, stretches } };
}

/** Of a machine that stands at the end: what is to be read from a point on. */
function bytesToRead<Above>(past: Timeline<Above>, machine: Digested, first: number): number {
  const links = past.points.links.slice(first, Math.max(first, past.ranFrom.from));
  return links.reduce((sum, link) => sum + bytesOf(link), machine.engine.ram.length);
}

function bytesOf({ memory, disk }: ChangedPages): number {
  return (memory.size + disk.size) * PAGE_BYTES;
}

/** Of a machine that stands there. */
async function endOf<Above>(
  { past, machine, blake3, stream, progress }: Work<Above>,
  endNs: number,
): Promise<End> {
  const { from, ran } = past.ranFrom;
  const { checkpoint } = past.points.at(from);
  const isPoint = ran.log.length === 0;
  const now = isPoint ? checkpoint : machine.engine.look(checkpoint);
  const { instructions } = now.state;
  const state = digestState(now, blake3);
  const ram = await digestRamInParts(machine, stream, async (bytes) => {
    await progress.advance(bytes);
    await past.breathe();
  });
  const digests = { state, pages: null, ram };
  return { from, isPoint, stretch: { ...ran, endNs, instructions, digests } };
}

/** Of a machine that stands at the first point. */
async function stretchesBetween<Above>(
  { past, machine, blake3, progress }: Work<Above>,
  first: number,
  end: End,
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
    await progress.advance(bytesOf({ memory, disk }));
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
