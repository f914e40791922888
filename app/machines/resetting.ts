import { toFailure } from '#protocol/failure';
import type { SnapshotInfo } from '#protocol/snapshots';
import { askLibrary } from '../library/library.ts';
import { newestOf, useLibrary } from '../library/store.ts';
import { takeOver } from './freezing.ts';
import type { MachineClient } from './machine-client.ts';
import type { MachineStart } from './machine-start.ts';

/**
 * Switches a machine off and on again. One that failed has nothing left to switch: it goes on as it was saved last, taken
 * back from the tab that has it; never saved, it starts as it did at first.
 */
export async function resetMachine(client: MachineClient): Promise<void> {
  const { status } = client;
  if (status.phase !== 'failed') {
    await client.reset();
    return;
  }
  const snapshots = await listed();
  const last = newestOf(snapshots, client.lineage);
  if (last === undefined) await client.beginAgain(firstStart(client, snapshots));
  else if (status.failure.name === 'MachineElsewhere') await takeOver(client, last);
  else {
    const { id, lineage } = last;
    const { name } = client.config;
    const config = { ...last.machine, name };
    await client.beginAgain({
      kind: 'snapshot',
      id,
      config,
      lineage,
      options: { as: 'same', name },
    });
  }
}

/** A library that cannot be asked keeps no machine from starting. */
async function listed(): Promise<readonly SnapshotInfo[]> {
  try {
    return await askLibrary((api) => api.list());
  } catch (error) {
    if (toFailure(error) === null) throw error;
    return useLibrary.getState().snapshots ?? [];
  }
}

/** How a machine that no snapshot is left of starts: one that began as a snapshot was, and cannot again, boots. */
function firstStart(
  { start, config }: MachineClient,
  snapshots: readonly SnapshotInfo[],
): MachineStart {
  if (start.kind !== 'snapshot') return start;
  const { disk, cd } = config;
  // What was on those is in snapshots only: it fails, and says what is missing.
  const needsSnapshot = disk?.kind === 'file' || cd !== null;
  if (needsSnapshot || snapshots.some(({ id }) => id === start.id)) {
    return { ...start, options: { ...start.options, paused: false, takeOver: false } };
  }
  return { kind: 'boot', config: { ...config, disk, cd } };
}
