import type { Timeline, TimelinePoint } from '#protocol/timeline';

const point = (seconds: number, instructions: number, rest: Partial<TimelinePoint> = {}) => ({
  guestTimeNs: seconds * 1e9,
  instructions,
  outputBytes: 0,
  inputBytes: 0,
  deviceAccesses: 0,
  interrupts: 0,
  costMs: 0,
  ...rest,
});

/** Ten seconds of a past, for tests. */
export const SAMPLE_TIMELINE: Timeline = {
  fromNs: 10e9,
  toNs: 20e9,
  atNs: 20e9,
  inPast: false,
  marks: [],
  replay: false,
  commands: [],
  points: [
    point(10, 1000),
    point(12, 5000, { deviceAccesses: 40, inputBytes: 3 }),
    point(14, 6000, { deviceAccesses: 80, outputBytes: 12 }),
  ],
  bytes: 0,
  logBytes: 0,
  budgetBytes: 0,
  limit: null,
};
