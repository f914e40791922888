import { toFailure } from '#protocol/failure';
import type { FreezeOptions } from '#protocol/machine';
import type { SnapshotInfo } from '#protocol/snapshots';
import { askLibrary } from '../library/library.ts';
import { newestOf } from '../library/store.ts';
import { allClients, removeMachine, setNews, startMachine } from './fleet.ts';
import type { MachineClient } from './machine-client.ts';
import { freeName, LONGEST_NAME, readName } from './machine-config.ts';
import type { MachineStart } from './machine-start.ts';

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

/** Opens a replay: as a machine of its own, which stands at its beginning. It leaves no trace when that fails. */
export async function startReplay({ id, name, machine }: SnapshotInfo): Promise<MachineClient> {
  const taken = allClients().map(({ config }) => config.name);
  const shown = readName('', name.slice(0, LONGEST_NAME), taken);
  const { client, begun } = startMachine({
    kind: 'snapshot',
    config: { ...machine, name: shown },
    id,
    lineage: null,
    options: { as: 'replay', name: shown },
  });
  await orRemoved(client, begun);
  return client;
}

/**
 * Goes on with the machine of a snapshot, taking it from the tab that has it: that tab saves it first, and then it is as it
 * was saved.
 */
export async function takeOver(client: MachineClient, info: SnapshotInfo): Promise<void> {
  const stands = await standAtAny(client, info, standAt(client, info, true));
  const last = await savedLast(info);
  if (last === undefined || last.id === stands.id) await client.resume();
  else await client.resumeFrom(last.id);
}

/**
 * Another tab may save a machine again while it is asked for here: then it stands at that save. `begun`: it is on its way to stand
 * at `info`. Resolves to where it stands.
 */
export async function standAtAny(
  client: MachineClient,
  info: SnapshotInfo,
  begun: Promise<unknown>,
): Promise<SnapshotInfo> {
  const { start } = client;
  const takeOver = start.kind === 'snapshot' && start.options.takeOver === true;
  for (let [at, standing] = [info, begun]; ; ) {
    try {
      await standing;
      return at;
    } catch (error) {
      const last = await savedLast(info);
      const isReplaced = toFailure(error)?.name === 'SnapshotMissing' && last?.id !== at.id;
      if (!isReplaced || last === undefined) throw error;
      at = last;
      standing = standAt(client, at, takeOver);
    }
  }
}

/** The newest snapshot of the same machine, as the library has it now. */
export async function savedLast({ lineage }: SnapshotInfo): Promise<SnapshotInfo | undefined> {
  return newestOf(await askLibrary((api) => api.list()), lineage);
}

/** A machine that failed stands still, with a new worker, where a snapshot of it was taken. */
export async function standAt(
  client: MachineClient,
  info: SnapshotInfo,
  fromOtherTab: boolean,
): Promise<void> {
  await client.beginAgain(standing(info, fromOtherTab, client.config.name));
}

/** The same with a machine that is not on this page: it comes there, and goes when that fails, or what `goOn` does then. */
export async function startStanding(
  info: SnapshotInfo,
  fromOtherTab: boolean,
  goOn: (client: MachineClient) => Promise<void>,
): Promise<void> {
  const taken = allClients().map(({ config }) => config.name);
  const name = readName(info.machine.name, info.machine.image, taken);
  const { client, begun } = startMachine(standing(info, fromOtherTab, freeName(name, taken)));
  await orRemoved(
    client,
    begun.then(() => goOn(client)),
  );
}

function standing(
  { id, machine, lineage }: SnapshotInfo,
  takeOver: boolean,
  name: string,
): MachineStart {
  return {
    kind: 'snapshot',
    config: { ...machine, name },
    id,
    lineage,
    options: { as: 'same', name, paused: true, takeOver },
  };
}

async function orRemoved<Answer>(client: MachineClient, work: Promise<Answer>): Promise<Answer> {
  try {
    return await work;
  } catch (error) {
    removeMachine(client.id);
    throw error;
  }
}
