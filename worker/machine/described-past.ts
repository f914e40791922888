import type { Timeline, TimelinePoint } from '#protocol/timeline';
import { activityThen } from '../engine/activity.ts';
import type { Stretch } from '../timeline/replay.ts';
import type { CyclePast } from './recording.ts';

/** The last guest time that can be gone to: of a replay its end, else the present, which is `nowNs` unless it stands in its past. */
export function lastNs({ ahead, inPast, presentNs }: CyclePast, nowNs: number): number {
  if (ahead !== null) return ahead.endNs;
  return inPast ? presentNs : nowNs;
}

/** As `MachineApi.timeline` has it, of a machine whose clock shows `guestNs`. */
export function describePast(past: CyclePast, guestNs: number): Timeline {
  const { points, ahead, inPast } = past;
  const activities = points.all.map(({ checkpoint: { state } }) => activityThen(state));
  const told = points.all.map(({ checkpoint: { state }, costMs }, index) => {
    const link = index === 0 ? null : points.link(index - 1);
    const [before, then] = [activities[index - 1], activities[index]];
    return {
      guestTimeNs: state.clockNs,
      instructions: state.instructions,
      outputBytes: link?.output.length ?? 0,
      inputBytes: link?.inputBytes ?? 0,
      deviceAccesses: before && then ? then.deviceAccesses - before.deviceAccesses : 0,
      interrupts: before && then ? then.interrupts - before.interrupts : 0,
      costMs,
    };
  });
  const fromNs = told[0]?.guestTimeNs ?? guestNs;
  const toNs = lastNs(past, guestNs);
  return {
    fromNs,
    toNs,
    atNs: guestNs,
    inPast,
    marks: past.kept.marks.within(fromNs, toNs),
    replay: ahead !== null,
    commands: past.kept.commands,
    points: [...told, ...(ahead?.rest.map(describeStretch) ?? [])],
    bytes: points.bytes,
    budgetBytes: past.kept.budgetBytes,
    logBytes: past.kept.logBytes,
    limit: past.limit,
  };
}

/** A point that a replay has yet to come to. */
function describeStretch({ endNs, instructions, output, inputBytes }: Stretch): TimelinePoint {
  return {
    guestTimeNs: endNs,
    instructions,
    outputBytes: output.length,
    inputBytes,
    deviceAccesses: null,
    interrupts: null,
    costMs: 0,
  };
}
