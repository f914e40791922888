import type { MachineId } from '#protocol/machine';
import { startJob } from '../library/jobs.ts';
import { exportSnapshot } from '../library/verbs.ts';
import { bytesText } from '../library/words.ts';
import { clientOf } from '../machines/fleet.ts';
import type { Selected } from './StretchHandles.tsx';
import { readTimeline } from './timeline-store.ts';
import { secondsText } from './words.ts';

/** Saves a stretch of a machine's past as a replay, for the user; returns the job's key. */
export function saveReplay(id: MachineId, { fromNs, toNs }: Selected): number | null {
  const client = clientOf(id);
  if (client === undefined) return null;
  const span = secondsText((toNs - fromNs) / 1e9);
  return startJob(`Saving a replay of ${span}`, async (how) => {
    const saved = client.call((api) => api.recordReplay(fromNs, toNs, undefined, how));
    const info = await saved.finally(() => void readTimeline(id));
    return {
      sentence: `“${info.name}” is among the snapshots: ${span}, ${bytesText(info.newBytes)} new.`,
      offer: { verb: 'Share file', icon: 'export', onYes: () => exportSnapshot(info, 'snapshot') },
    };
  }).key;
}
