import { toFailure } from '#protocol/failure';
import type { FreezeOptions, Thawed } from '#protocol/machine';
import type { SnapshotInfo } from '#protocol/snapshots';
import { askLibrary } from '../library/library.ts';
import { allClients, removeMachine, setNews, startMachine } from './fleet.ts';
import type { MachineClient } from './machine-client.ts';
import { readName } from './machine-config.ts';

/** Takes a snapshot of a machine and tells of it beside its console. */
export async function freezeMachine(
  client: MachineClient,
  options?: FreezeOptions,
): Promise<SnapshotInfo> {
  const info = await client.freeze(options);
  setNews(client.id, { kind: 'frozen', info, named: options?.name !== undefined });
  return info;
}

/** Starts another machine that begins as a snapshot was. It leaves no trace when that fails. */
export async function startCopy({ id, machine }: SnapshotInfo): Promise<MachineClient> {
  const taken = allClients().map(({ config }) => config.name);
  const name = readName('', machine.name, taken);
  const { client, begun } = startMachine({
    kind: 'snapshot',
    config: { ...machine, name },
    id,
    lineage: null,
    options: { as: 'copy', name },
  });
  const thawed = await orRemoved(client, begun);
  setNews(client.id, { kind: 'copied', identity: thawed?.identity ?? null });
  return client;
}

/**
 * Goes on with the machine of a snapshot, taking it from the tab that has it: that tab saves it first, and then it is as it
 * was saved.
 */
export async function takeOver(
  client: MachineClient,
  { id, machine: config, lineage }: SnapshotInfo,
): Promise<void> {
  const options = { as: 'same', takeOver: true, paused: true } as const;
  await client.beginAgain({ kind: 'snapshot', id, config, lineage, options });
  const infos = await askLibrary((api) => api.list());
  const newest = infos.find((info) => info.lineage === lineage);
  if (newest === undefined || newest.id === id) await client.resume();
  else await client.resumeFrom(newest.id);
}

/** Starts a machine that is not on this page where a snapshot of it stands. It leaves no trace when that fails. */
export async function startSame(info: SnapshotInfo, fromOtherTab: boolean): Promise<MachineClient> {
  const { id, machine, lineage } = info;
  const { client, begun } = startMachine({
    kind: 'snapshot',
    config: machine,
    id,
    lineage,
    options: { as: 'same' },
  });
  try {
    await begun;
  } catch (error) {
    const isElsewhere = toFailure(error)?.name === 'MachineElsewhere';
    if (!isElsewhere || !fromOtherTab) {
      removeMachine(client.id);
      throw error;
    }
    await takeOver(client, info);
  }
  return client;
}

async function orRemoved(
  client: MachineClient,
  begun: Promise<Thawed | null>,
): Promise<Thawed | null> {
  try {
    return await begun;
  } catch (error) {
    removeMachine(client.id);
    throw error;
  }
}
