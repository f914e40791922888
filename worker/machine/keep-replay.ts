import type { Cancellable, SnapshotInfo } from '#protocol/snapshots';
import { cancelled } from '../snapshots/failures.ts';
import { atStep } from '../snapshots/progress.ts';
import { recordReplay, type Span } from '../timeline/record-replay.ts';
import { rangeRefused } from './arguments.ts';
import { guestStopped } from './ends.ts';
import type { Keeper, TakenMachine } from './keeper.ts';
import { REPLAY_TEXT } from './opened-replay.ts';
import type { Power } from './power.ts';
import { writeReplay } from './replay-text.ts';
import type { Rewinding } from './rewinding.ts';

/** A machine whose past is kept as a replay. */
export interface ReplayedMachine {
  readonly power: Power;
  readonly keeper: Keeper;
  readonly rewinding: Rewinding;
  /** As `Machine.take` does. */
  take(pages: 'changes' | 'whole'): Promise<TakenMachine>;
}

/** Keeps a span of a machine's past as a replay. Fails as `MachineApi.recordReplay` does. */
export async function keepReplay(
  { power, keeper, rewinding, take }: ReplayedMachine,
  span: Span,
  name: string | null,
  how?: Cancellable,
): Promise<SnapshotInfo> {
  const { fromNs, toNs } = rewinding.reach('be recorded');
  if (!(span.fromNs >= fromNs && span.fromNs < span.toNs && span.toNs <= toNs)) {
    const unit = 'nanoseconds of guest time, the earlier first';
    throw rangeRefused('recordReplay', fromNs, toNs, unit);
  }
  const { loadBlake3, newBlake3Stream } = await import('../snapshots/blake3.ts');
  const blake3 = await loadBlake3();
  const keep = async (pages: 'changes' | 'whole') => {
    // It may have waited for its turn for long.
    if (await how?.cancelled()) throw cancelled();
    const stream = await newBlake3Stream();
    return rewinding.onTour('be recorded', async (past) => {
      const { cycle, loaded, console } = power;
      if (cycle === null) throw guestStopped('it was switched off before it could be recorded');
      const machine = { engine: cycle.engine, disk: loaded?.disk ?? null };
      const recorded = await recordReplay(past, machine, span, {
        blake3,
        stream,
        take: async () => {
          // What it answers to output of before was answered then.
          await console.drawn;
          return take(pages);
        },
        how: atStep(how, 'reading'),
      });
      if (recorded === null) throw guestStopped('it was switched off before it could be recorded');
      const { taken, replay } = recorded;
      return { ...taken, texts: { ...taken.texts, [REPLAY_TEXT]: writeReplay(replay) } };
    });
  };
  return keeper.keepReplay(name, keep, atStep(how, 'storing'));
}
