import { FailureError } from '#protocol/failure';
import type { StoredMachine } from '#protocol/frozen-machine';
import { Wrong } from '../snapshots/shapes.ts';
import { Ahead } from '../timeline/ahead.ts';
import type { Replay } from '../timeline/replay.ts';
import { NewerReplay, readReplay } from './replay-text.ts';
import { damaged, foreign, type Thawable } from './thawing.ts';

/** The name of a replay's own text in its snapshot. */
export const REPLAY_TEXT = 'replay';

/** The recording in what was stored. Fails with `SnapshotForeign` or `SnapshotDamaged`, before anything was touched. */
export function replayIn({ stored, frozen, layer }: Thawable): Replay {
  const { facts, texts } = stored;
  const text = texts[REPLAY_TEXT];
  if (text === undefined) throw noReplay(stored);
  if (layer !== 'exact') {
    throw foreign(
      facts.machine,
      'it is a replay, and was recorded with another build of the emulator, which does not do the same to the instruction',
    );
  }
  const { sliceInstructions } = facts.emulator;
  try {
    return readReplay(text, { ns: frozen.state.clockNs, sliceInstructions });
  } catch (cause) {
    if (cause instanceof NewerReplay) {
      throw foreign(facts.machine, 'it is a replay, of a newer kind than this Snowglobe knows');
    }
    if (!(cause instanceof Wrong)) throw cause;
    throw damaged(facts.machine, `is not what a machine writes: ${cause.message}`, cause);
  }
}

/** What a machine shall do that begins as a replay does. */
export async function aheadOf(replay: Replay, startNs: number): Promise<Ahead> {
  // Machines that replay nothing do without.
  const { loadBlake3 } = await import('../snapshots/blake3.ts');
  return new Ahead(replay, startNs, await loadBlake3());
}

function noReplay({ facts }: StoredMachine): FailureError {
  return new FailureError(
    'SnapshotDamaged',
    `The snapshot of ${facts.machine.name} is no replay, or has lost what was recorded. Nothing was changed; resume it as a machine.`,
  );
}
