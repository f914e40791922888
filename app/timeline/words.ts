import type { Timeline, TimelineMark } from '#protocol/timeline';
import { guestTimeText } from '../machines/pulse.ts';

/** `now`, `0.4 s ago`, `12 s ago`, `3:05 ago`. */
export function agoText(ns: number): string {
  const seconds = ns / 1e9;
  return seconds < 0.05 ? 'now' : `${secondsText(seconds)} ago`;
}

/** `0.4 s`, `12 s`, `3:05`. */
export function secondsText(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.floor(seconds)} s`;
  return guestTimeText(seconds * 1e9);
}

/** When an instant was, or in a replay, where it is: `12 s ago`, `0:12 of 0:40`, `the end`. */
export function instantText({ fromNs, toNs, replay }: Timeline, ns: number): string {
  if (!replay) return agoText(toNs - ns);
  if (toNs - ns < 5e7) return 'the end';
  return `${guestTimeText(ns - fromNs)} of ${guestTimeText(toNs - fromNs)}`;
}

/** `bookmark “before the fix”`. */
export function markText({ kind, name }: TimelineMark): string {
  return `${kind} “${name}”`;
}

/** Why nothing is kept; null: something is. */
export function noPastText({ points, limit }: Timeline): string | null {
  return points.length === 0 ? limit : null;
}

/** How far back it reaches, and why no further. */
export function reachText(timeline: Timeline): string {
  const { fromNs, toNs, limit, replay } = timeline;
  const none = noPastText(timeline);
  if (none !== null) return none;
  const span = secondsText((toNs - fromNs) / 1e9);
  if (replay) return `What was recorded: ${span}.`;
  return limit === null
    ? `It reaches ${span} back, to where the machine began.`
    : `It reaches ${span} back. ${limit}`;
}
