import { toFailure } from '#protocol/failure';
import type { SnapshotInfo } from '#protocol/snapshots';
import { allClients, focusMachine, setNews } from '../machines/fleet.ts';
import { savedLast, standAt, startCopy, startReplay, startStanding } from '../machines/freezing.ts';
import type { MachineClient } from '../machines/machine-client.ts';
import { holdsWork } from '../machines/phase.ts';
import { report } from '../notices/notices.ts';
import { askLibrary } from './library.ts';

/** What became of a wish to resume; failures but these two have been told. */
export type ResumeOutcome = 'resumed' | 'elsewhere' | 'failed';

/** The machine of a snapshot that is on this page. */
export function machineHere({ lineage }: SnapshotInfo): MachineClient | undefined {
  return allClients().find((client) => client.lineage === lineage);
}

/**
 * The machine of a snapshot goes on from it: where it is on this page, else in a place of its own. What it was before is
 * kept, but for the disk of one that is switched off.
 */
export async function resumeSnapshot(
  info: SnapshotInfo,
  fromOtherTab = false,
): Promise<ResumeOutcome> {
  try {
    const here = machineHere(info);
    if (here === undefined) {
      await startStanding(info, fromOtherTab, (client) => goOnFrom(client, info));
    } else await resumeInto(here, info, fromOtherTab);
    return 'resumed';
  } catch (error) {
    if (toFailure(error)?.name === 'MachineElsewhere' && !fromOtherTab) return 'elsewhere';
    report(error);
    return 'failed';
  }
}

/** Another machine begins as a snapshot was; a replay is opened, and plays. */
export async function resumeAsNew(info: SnapshotInfo): Promise<ResumeOutcome> {
  try {
    if (info.kind === 'replay') await (await startReplay(info)).call((api) => api.play());
    else await startCopy(info);
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
    await standAt(client, info, fromOtherTab);
    await goOnFrom(client, info);
    return;
  }
  const kept = await keepPresent(client, info);
  await client.resumeFrom(info.id);
  setNews(client.id, { kind: 'resumed', name: info.name, kept });
}

/** A machine that stands where a snapshot was taken runs on from there. */
async function goOnFrom(client: MachineClient, info: SnapshotInfo): Promise<void> {
  const last = await savedLast(info);
  // The tab that had the machine has saved it in its place since.
  if (info.kind === 'auto' && last?.kind === 'auto' && last.id !== info.id) {
    await client.resumeFrom(last.id);
    return;
  }
  const kept = await keepSaved(client, info);
  await client.resume();
  if (kept !== null) setNews(client.id, { kind: 'resumed', name: info.name, kept });
}

/** What a machine is now outlives its going back: the name it is kept under, null where nothing would be lost. */
async function keepPresent(client: MachineClient, info: SnapshotInfo): Promise<string | null> {
  const { status, config, keeping } = client;
  const isSaved = keeping !== null && !keeping.changed && keeping.savedAt !== null;
  if (isSaved || !holdsWork(status, config)) return keepSaved(client, info);
  return (await client.freeze({ name: presentName(client) })).name;
}

/** What a machine saved by itself last outlives its going back: the next such save would take its place. */
async function keepSaved(client: MachineClient, info: SnapshotInfo): Promise<string | null> {
  const last = await savedLast(info);
  if (last?.kind !== 'auto' || last.id === info.id) return null;
  const name = presentName(client);
  await askLibrary((api) => api.rename(last.id, name));
  return name;
}

function presentName({ config }: MachineClient): string {
  return `${config.name}, before going back`;
}
