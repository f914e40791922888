import type { TimelineMark } from '#protocol/timeline';

/** More are not kept: the earliest are forgotten for them. */
const MOST_MARKS = 1000;

/** Instants of a machine's past that have a name. */
export class Marks {
  #marks: TimelineMark[] = [];
  #cuts = 0;

  add(mark: TimelineMark): void {
    const after = this.#marks.findIndex(({ guestTimeNs }) => guestTimeNs > mark.guestTimeNs);
    this.#marks.splice(after === -1 ? this.#marks.length : after, 0, mark);
    if (this.#marks.length > MOST_MARKS) this.#marks.shift();
  }

  /** Marks an instant of now once a snapshot of it is kept under a name; not where what came after was cut off meanwhile. */
  snapshotAt(guestTimeNs: number): (name: string) => void {
    const cuts = this.#cuts;
    return (name) => {
      if (cuts === this.#cuts) this.add({ kind: 'snapshot', name, guestTimeNs });
    };
  }

  /** Those of a stretch of guest time, oldest first; those before it cannot come back and are forgotten. */
  within(fromNs: number, toNs: number): TimelineMark[] {
    this.#marks = this.#marks.filter(({ guestTimeNs }) => guestTimeNs >= fromNs);
    // Its clock was read while it idled; in the past that time is shown up to its last slice.
    return this.#marks.map((mark) => ({ ...mark, guestTimeNs: Math.min(mark.guestTimeNs, toNs) }));
  }

  /** What came after never was. */
  cut(guestNs: number): void {
    this.#cuts++;
    this.#marks = this.#marks.filter(({ guestTimeNs }) => guestTimeNs <= guestNs);
  }
}
