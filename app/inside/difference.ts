import type { Counters } from '#protocol/counters';
import { countsSince } from '#protocol/counts-since';

/** `now` is no continuation of `before`: the machine was switched on anew, became what a snapshot was, or was set to zero. */
export function startedAnew(now: Counters, before: Counters): boolean {
  return now.epoch !== before.epoch;
}

/**
 * What a machine did from `before` to `now`; where it started anew in between, all that it did since. There are no samples in
 * it: shares cannot be taken from each other.
 */
export function countersSince(now: Counters, before: Counters): Counters {
  if (startedAnew(now, before)) return { ...now, sampled: null };
  return {
    ...now,
    instructions: now.instructions - before.instructions,
    guestTimeNs: now.guestTimeNs - before.guestTimeNs,
    wallTimeMs: now.wallTimeMs - before.wallTimeMs,
    measured: countsSince(now.measured, before.measured),
    sampled: null,
  };
}
