import type { FreezeOptions, Thawed } from '#protocol/machine';
import type { SnapshotInfo } from '#protocol/snapshots';
import { allClients, removeMachine, setNews, startMachine } from './fleet.ts';
import type { MachineClient } from './machine-client.ts';
import { readName } from './machine-config.ts';

/** Takes a snapshot of a machine and tells of it beside its console. */
export async function freezeMachine(
  client: MachineClient,
  options?: FreezeOptions,
): Promise<SnapshotInfo> {
  const info = await client.freeze(options);
  setNews(client.id, { kind: 'frozen', info });
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
    options: { as: 'copy', name },
  });
  const thawed = await orRemoved(client, begun);
  setNews(client.id, { kind: 'copied', identity: thawed?.identity ?? null });
  return client;
}

/** Starts a machine that is not on this page where a snapshot of it stands. It leaves no trace when that fails. */
export async function startSame(
  { id, machine }: SnapshotInfo,
  takeOver: boolean,
): Promise<MachineClient> {
  const { client, begun } = startMachine({
    kind: 'snapshot',
    config: machine,
    id,
    options: { as: 'same', takeOver },
  });
  await orRemoved(client, begun);
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
