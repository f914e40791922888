import { joined } from '#protocol/bytes';
import { PAGE_BYTES } from '#protocol/frozen-machine';
import type { Checkpoint } from '../engine/freezer.ts';
import { type PageRecord, ZERO_PAGE } from '../engine/memory-pages.ts';
import type { KeptConsole } from './kept-console.ts';
import type { Recording } from './recorder.ts';
import { nextToForget, type Spaced } from './thinning.ts';

/** An instant that a machine can be put back to. `Above`: all of it that is neither its PC nor its console. */
export interface Point<Above> {
  readonly checkpoint: Checkpoint;
  readonly above: Above;
  /** Null: what came out since the point before draws it. */
  console: KeptConsole | null;
  /** Milliseconds of the host's for which the machine stood still to make it. */
  costMs: number;
}

/** From one point to the next. */
export interface Link extends Recording {
  /** Pages that differ between the two: as they are at the one of them that is further from where the machine stands. */
  readonly memory: PageRecord;
  readonly disk: PageRecord;
}

/** A way to another point: the records to exchange, in order. */
export interface Way {
  readonly memory: readonly PageRecord[];
  readonly disk: readonly PageRecord[];
}

/** A console, and what came out after it. */
export interface DrawnConsole {
  readonly console: KeptConsole;
  readonly output: readonly Uint8Array[];
}

/** The points of a machine's past, oldest first, and what leads from each to the next. */
export class Points<Above> {
  readonly #points: Point<Above>[] = [];
  readonly #links: Link[] = [];
  /** What each link, and the point behind it, takes of the host's memory. */
  readonly #bytes: number[] = [];
  /** What draws the console of the first point, if that has none. */
  #drawn: DrawnConsole | null = null;
  /** The point that records lead away from. */
  #stands = -1;

  get all(): readonly Point<Above>[] {
    return this.#points;
  }

  get links(): readonly Link[] {
    return this.#links;
  }

  get count(): number {
    return this.#points.length;
  }

  get last(): Point<Above> | null {
    return this.#points.at(-1) ?? null;
  }

  /** What all of it takes of the host's memory, but for the first point. */
  get bytes(): number {
    return this.#bytes.reduce((sum, bytes) => sum + bytes, 0);
  }

  /** Bytes of all that came from outside. */
  get logBytes(): number {
    return this.#links.reduce((sum, { log }) => sum + log.length, 0);
  }

  at(index: number): Point<Above> {
    const point = this.#points[index];
    if (point === undefined) throw new RangeError(`There is no point ${index}.`);
    return point;
  }

  /** What leads from a point to the next. */
  link(index: number): Link {
    const link = this.#links[index];
    if (link === undefined) throw new RangeError(`Nothing leads on from point ${index}.`);
    return link;
  }

  /** The last point that is not after a guest time; the first, where all are. */
  before(guestNs: number): number {
    const after = this.#points.findIndex(({ checkpoint }) => checkpoint.state.clockNs > guestNs);
    return Math.max(0, (after === -1 ? this.count : after) - 1);
  }

  /** What draws the console of the first point, if that has none. */
  get drawnBefore(): DrawnConsole | null {
    return this.#drawn;
  }

  /** What draws the console of a point. */
  drawnAt(index: number): DrawnConsole {
    for (let from = index; from >= 0; from--) {
      const { console } = this.at(from);
      if (console !== null) return { console, output: this.#outputs(from, index) };
    }
    if (this.#drawn === null) throw new Error('The first point has no console.');
    const { console, output } = this.#drawn;
    return { console, output: [...output, ...this.#outputs(0, index)] };
  }

  /** Adds a point, at which the machine stands. `link` leads to it from the last one; the first has none. */
  add(point: Point<Above>, link: Link | null): void {
    if ((link === null) !== (this.count === 0)) {
      throw new RangeError('A link leads to each point but the first.');
    }
    if (link !== null) {
      this.#links.push(link);
      this.#bytes.push(bytesOf(link) + bytesOfCheckpoint(point, this.at(this.count - 1)));
    }
    this.#points.push(point);
    this.#stands = this.count - 1;
  }

  /** The way from where the machine stands to a point, where it stands from now on. */
  goTo(index: number): Way {
    const links: Link[] = [];
    for (; this.#stands > index; this.#stands--) links.push(this.link(this.#stands - 1));
    for (; this.#stands < index; this.#stands++) links.push(this.link(this.#stands));
    return { memory: links.map(({ memory }) => memory), disk: links.map(({ disk }) => disk) };
  }

  /** Forgets all points after the one that the machine stands at. */
  cut(): void {
    this.#points.length = this.#stands + 1;
    this.#links.length = Math.max(0, this.#stands);
    this.#bytes.length = this.#links.length;
  }

  /** Forgets all points. */
  clear(): void {
    this.#stands = -1;
    this.cut();
    this.#drawn = null;
  }

  /**
   * Forgets one more point, where that is cheapest to do without: whether it was the first. Legal while the machine stands at
   * the last of several.
   *
   * @param keepsFirst as `nextToForget` has it.
   */
  forgetOne(keepsFirst = false): boolean {
    const index = nextToForget(this.#spaced, keepsFirst);
    if (index === 0) this.#dropFirst();
    else this.#drop(index);
    return index === 0;
  }

  get #spaced(): Spaced[] {
    return this.#points.map(({ checkpoint, console }, index) => ({
      instructions: checkpoint.state.instructions,
      // What came out since does not draw the next one's, maybe: the console may have got another size.
      needed: console !== null && this.#points[index + 1]?.console === null,
    }));
  }

  #outputs(from: number, to: number): Uint8Array[] {
    return this.#links.slice(from, to).map(({ output }) => output);
  }

  #dropFirst(): void {
    const drawn = this.drawnAt(0);
    this.#drawn = { ...drawn, output: [...drawn.output, ...this.#outputs(0, 1)] };
    this.#points.shift();
    this.#links.shift();
    this.#bytes.shift();
    this.#stands--;
  }

  /** One link leads from the point before to the point after. */
  #drop(index: number): void {
    const [to, from] = [this.link(index - 1), this.link(index)];
    const link = {
      memory: new Map([...from.memory, ...to.memory]),
      disk: new Map([...from.disk, ...to.disk]),
      log: joined([to.log, from.log]),
      output: joined([to.output, from.output]),
      inputBytes: to.inputBytes + from.inputBytes,
    };
    this.#points.splice(index, 1);
    this.#stands--;
    this.#links.splice(index - 1, 2, link);
    const bytes = bytesOf(link) + bytesOfCheckpoint(this.at(index), this.at(index - 1));
    this.#bytes.splice(index - 1, 2, bytes);
  }
}

function bytesOf({ memory, disk, log, output }: Link): number {
  let pages = 0;
  for (const record of [memory, disk]) {
    for (const page of record.values()) if (page !== ZERO_PAGE) pages++;
  }
  return pages * PAGE_BYTES + log.length + output.length;
}

/** What a checkpoint takes that the one before does not have. */
function bytesOfCheckpoint(
  { checkpoint: { devices, jit } }: Point<unknown>,
  { checkpoint: before }: Point<unknown>,
): number {
  const pages = devices.pages.filter((page, index) => page !== before.devices.pages[index]);
  const modules = jit.modules.filter((module) => !before.jit.modules.includes(module));
  const code = modules.reduce((sum, module) => sum + module.code.length, 0);
  return pages.length * PAGE_BYTES + 2 * devices.info.length + code;
}
