import { toFailure } from '#protocol/failure';
import type { MachineConfig, MachineId } from '#protocol/machine';
import { newestOf, useLibrary } from '../library/store.ts';
import { report } from '../notices/notices.ts';
import { fileLocations } from './file-locations.ts';
import { clientOf, startMachine } from './fleet.ts';
import { freezeMachine, takeOver } from './freezing.ts';
import type { MachineClient } from './machine-client.ts';
import { startOf } from './machine-start.ts';
import { hasEnded } from './phase.ts';

/** Starts a machine for the user. */
export function start(config: MachineConfig, cold = false): void {
  const { client, begun } = startMachine(startOf(config, fileLocations(), cold));
  settle(client, begun);
}

/** Does something to a machine for the user, who reads of it when it fails. */
export function perform(id: MachineId, verb: 'pause' | 'resume' | 'reset' | 'powerOff'): void {
  const client = clientOf(id);
  if (client !== undefined) settle(client, client[verb]());
}

/** Freezes a machine for the user; resolves when that is done, well or not. */
export async function freeze(id: MachineId): Promise<void> {
  const client = clientOf(id);
  if (client === undefined) return;
  const frozen = freezeMachine(client);
  settle(client, frozen);
  await frozen.catch(() => {});
}

/** Starts a machine again that has ended: a failed one as it was saved last, where it was. */
export function startAgain(id: MachineId): void {
  const client = clientOf(id);
  if (client === undefined) return;
  const last = newestOf(useLibrary.getState().snapshots, client.lineage);
  if (client.status.phase !== 'failed' || last === undefined) {
    settle(client, client.reset());
    return;
  }
  if (client.status.failure.name === 'MachineElsewhere') {
    settle(client, takeOver(client, last));
    return;
  }
  const { id: snapshotId, lineage } = last;
  const options = { as: 'same' } as const;
  const { config } = client;
  settle(client, client.beginAgain({ kind: 'snapshot', id: snapshotId, config, lineage, options }));
}

function settle(client: MachineClient, done: Promise<unknown>): void {
  done.catch((error: unknown) => {
    // The machine's own notice says how it ended.
    const told = hasEnded(client.status) || clientOf(client.id) === undefined;
    if (!told || toFailure(error) === null) report(error);
  });
}
