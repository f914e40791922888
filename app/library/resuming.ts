import { toFailure } from '#protocol/failure';
import type { SnapshotInfo } from '#protocol/snapshots';
import { allClients, focusMachine, setNews } from '../machines/fleet.ts';
import { startCopy, startSame, takeOver } from '../machines/freezing.ts';
import type { MachineClient } from '../machines/machine-client.ts';
import { isInUse } from '../machines/phase.ts';
import { report } from '../notices/notices.ts';
import { askLibrary } from './library.ts';
import { useLibrary } from './store.ts';

/** What became of a wish to resume; failures but these two have been told. */
export type ResumeOutcome = 'resumed' | 'elsewhere' | 'failed';

/** The machine of a snapshot that is on this page. */
export function machineHere({ lineage }: SnapshotInfo): MachineClient | undefined {
  return allClients().find((client) => client.lineage === lineage);
}

/** The machine of a snapshot goes on from it: where it is on this page, else in a place of its own. */
export async function resumeSnapshot(
  info: SnapshotInfo,
  fromOtherTab = false,
): Promise<ResumeOutcome> {
  try {
    const here = machineHere(info);
    if (here === undefined) await startSame(info, fromOtherTab);
    else await resumeInto(here, info, fromOtherTab);
    return 'resumed';
  } catch (error) {
    if (toFailure(error)?.name === 'MachineElsewhere' && !fromOtherTab) return 'elsewhere';
    report(error);
    return 'failed';
  }
}

/** Another machine begins as a snapshot was. */
export async function resumeAsNew(info: SnapshotInfo): Promise<ResumeOutcome> {
  try {
    await startCopy(info);
    return 'resumed';
  } catch (error) {
    report(error);
    return 'failed';
  }
}

async function resumeInto(
  client: MachineClient,
  info: SnapshotInfo,
  fromOtherTab: boolean,
): Promise<void> {
  focusMachine(client.id);
  if (client.status.phase === 'failed') {
    const { id, machine: config, lineage } = info;
    const options = { as: 'same' } as const;
    if (fromOtherTab) await takeOver(client, info);
    else await client.beginAgain({ kind: 'snapshot', id, config, lineage, options });
    return;
  }
  const kept = await keepPresent(client, info);
  await client.resumeFrom(info.id);
  setNews(client.id, { kind: 'resumed', name: info.name, kept });
}

/** What a machine is now outlives its going back: the name it is kept under, null where nothing would be lost. */
async function keepPresent(client: MachineClient, info: SnapshotInfo): Promise<string | null> {
  if (!isInUse(client.status)) return null;
  const name = `${client.config.name}, before going back`;
  if (client.keeping?.changed !== false) return (await client.freeze({ name })).name;
  const auto = useLibrary
    .getState()
    .snapshots?.find(({ kind, lineage }) => kind === 'auto' && lineage === info.lineage);
  if (auto === undefined || auto.id === info.id) return null;
  // The next one that it saves by itself would take its place.
  await askLibrary((api) => api.rename(auto.id, name));
  return name;
}
