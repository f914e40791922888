/** How guest time goes. */
export interface Tempo {
  /** Guest time against the host's, 0.001 to 1000; `max`: as fast as the machine can. */
  readonly rate: number | 'max';
  /** The most instructions in a second of guest time, 10,000 or more; null: as many as the host can. */
  readonly instructionsPerSecond: number | null;
}

export const USUAL_TEMPO: Tempo = { rate: 1, instructionsPerSecond: null };

export const LEAST_RATE = 0.001;
export const MOST_RATE = 1000;
export const LEAST_CPU_CAP = 10_000;

/** A slice is at least as long, in instructions: about what a loop executes before it is left. */
const LEAST_SLICE = 1000;
/** Slices in a second of the host's, at least, while the processor is slowed. */
const SLICES_PER_SECOND = 50;
/** What a quick host executes in a second. */
const USUAL_SPEED = 100e6;

/** How long slices should be, in instructions, so that a slowed machine is not seen to jerk: `usual`, or an even number below. */
export function sliceFor({ rate, instructionsPerSecond }: Tempo, usual: number): number {
  const speed = Math.min(
    USUAL_SPEED * (rate === 'max' ? 1 : Math.min(1, rate)),
    (instructionsPerSecond ?? Number.POSITIVE_INFINITY) * (rate === 'max' ? 1 : rate),
  );
  const length = Math.max(LEAST_SLICE, speed / SLICES_PER_SECOND);
  return length < usual ? 2 * Math.round(length / 2) : usual;
}
