import { create } from 'zustand';
import type { MachineId } from '#protocol/machine';
import type { ConsoleFrame, Timeline } from '#protocol/timeline';
import { clientOf } from '../machines/fleet.ts';
import { useTimelines } from './timeline-store.ts';

/** Pictures along a timeline: as many as a wide screen has room for. */
const FRAMES = 32;

/** How often the film is asked for while the machine runs on the screen; more often while there is little of it. */
const REFRESH_MS = 5000;
const FIRST_REFRESH_MS = 1500;
const SHORT_NS = 20e9;

interface FilmState {
  /** Of the machine on the screen. */
  readonly id: MachineId | null;
  /** Oldest first. */
  readonly frames: readonly ConsoleFrame[];
}

export const useFilm = create<FilmState>(() => ({ id: null, frames: [] }));

/** Keeps a machine's film up to date until what it returns is called. */
export function watchFilm(id: MachineId): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let wanted = true;
  const turn = async (): Promise<void> => {
    await readFilm(id);
    const timeline = useTimelines.getState().timelines.get(id);
    const isShort = timeline !== undefined && timeline.toNs - timeline.fromNs < SHORT_NS;
    if (wanted) timer = setTimeout(() => void turn(), isShort ? FIRST_REFRESH_MS : REFRESH_MS);
  };
  void turn();
  const unsubscribe = useTimelines.subscribe(({ timelines }, { timelines: before }) => {
    const [now, then] = [timelines.get(id), before.get(id)];
    if (now === undefined || then === undefined || now.toNs >= then.toNs) return;
    // It was switched on anew, or lives on from an earlier instant: what came later never was.
    useFilm.setState({ id, frames: [] });
    void readFilm(id);
  });
  return () => {
    wanted = false;
    unsubscribe();
    clearTimeout(timer);
  };
}

/** What was recorded does not change while a machine stands in its past: then the film is asked for once. */
async function readFilm(id: MachineId): Promise<void> {
  if (document.visibilityState === 'hidden') return;
  const timeline = useTimelines.getState().timelines.get(id);
  const known = useFilm.getState();
  if (known.id === id && known.frames.length > 0 && isCovered(timeline, known.frames)) return;
  try {
    useFilm.setState({ id, frames: await framesOf(id) });
  } catch {
    // A machine that has no past now keeps the film that it had.
  }
}

/** What the machine has kept, and in the present what it shows now, of which there may be nothing kept for some seconds. */
async function framesOf(id: MachineId): Promise<readonly ConsoleFrame[]> {
  const client = clientOf(id);
  if (client === undefined) return [];
  const isInPast = (): boolean => client.status.phase === 'rewound';
  const kept = await client.call((api) => api.film(FRAMES));
  const last = kept.at(-1);
  if (last === undefined || isInPast()) return kept;
  const [text, { guestTimeNs }] = await Promise.all([
    client.screen(),
    client.call((api) => api.progress()),
  ]);
  if (isInPast() || guestTimeNs < last.guestTimeNs) return kept;
  return [...kept, { guestTimeNs, picture: { ...last.picture, lines: text.split('\n') } }];
}

function isCovered(timeline: Timeline | undefined, frames: readonly ConsoleFrame[]): boolean {
  if (timeline?.inPast !== true) return false;
  const last = frames.at(-1)?.guestTimeNs ?? 0;
  return timeline.toNs - last < (timeline.toNs - timeline.fromNs) / frames.length;
}

/** Up to where it is known what the console showed: of a replay only as far as it has been played. */
export function knownUntil(
  { replay, atNs }: Pick<Timeline, 'replay' | 'atNs'>,
  frames: readonly ConsoleFrame[],
): number {
  if (!replay) return Number.POSITIVE_INFINITY;
  return Math.max(atNs, frames.at(-1)?.guestTimeNs ?? 0);
}

/** The picture that is nearest to an instant. */
export function frameNear(frames: readonly ConsoleFrame[], ns: number): ConsoleFrame | undefined {
  let nearest = frames[0];
  for (const frame of frames) {
    if (nearest === undefined) return frame;
    if (Math.abs(frame.guestTimeNs - ns) <= Math.abs(nearest.guestTimeNs - ns)) nearest = frame;
  }
  return nearest;
}
