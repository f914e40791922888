import type { ConsoleFrame } from '#protocol/timeline';
import type { KeptConsole } from './kept-console.ts';
import type { Points } from './points.ts';

/** A console that was kept, and the last point at which nothing had come out since. */
interface Shown {
  readonly console: KeptConsole;
  readonly point: number;
}

/** The console at instants spread evenly over the past, at most so many, as far as it is known without running anything again. */
export function filmOf(points: Points<unknown>, frames: number): ConsoleFrame[] {
  const [first, last] = [points.all[0], points.last];
  if (first === undefined || last === null) return [];
  const fromNs = first.checkpoint.state.clockNs;
  const spanNs = last.checkpoint.state.clockNs - fromNs;
  const film = new Map<KeptConsole, ConsoleFrame>();
  for (let frame = 0; frame < frames; frame++) {
    const share = frames === 1 ? 1 : frame / (frames - 1);
    const shown = shownAt(points, points.before(fromNs + share * spanNs));
    // One that is shown for long is in it once.
    if (shown !== null && !film.has(shown.console)) film.set(shown.console, frameOf(points, shown));
  }
  return [...film.values()];
}

function frameOf(points: Points<unknown>, { console, point }: Shown): ConsoleFrame {
  const { columns, rows, lines } = console;
  return {
    guestTimeNs: points.at(point).checkpoint.state.clockNs,
    picture: { columns, rows, lines },
  };
}

/** The nearest console that is known, not after a point. */
function shownAt(points: Points<unknown>, index: number): Shown | null {
  for (let point = index; point >= 0; point--) {
    const { console } = points.at(point);
    if (console !== null) return { console, point };
  }
  const drawn = points.drawnBefore;
  const isShown = drawn?.output.every((bytes) => bytes.length === 0) ?? false;
  return drawn !== null && isShown ? { console: drawn.console, point: 0 } : null;
}
