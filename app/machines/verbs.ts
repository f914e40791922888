import { toFailure } from '#protocol/failure';
import type { MachineConfig, MachineId } from '#protocol/machine';
import { report } from '../notices/notices.ts';
import { fileLocations } from './file-locations.ts';
import { clientOf, setFreezing, startMachine } from './fleet.ts';
import { freezeMachine } from './freezing.ts';
import type { MachineClient } from './machine-client.ts';
import { startOf } from './machine-start.ts';
import { hasEnded } from './phase.ts';
import { resetMachine } from './resetting.ts';
import { useMachines } from './store.ts';

/** Starts a machine for the user. */
export function start(config: MachineConfig, cold = false): void {
  const { client, begun } = startMachine(startOf(config, fileLocations(), cold));
  settle(client, begun);
}

/** Does something to a machine for the user, who reads of it when it fails. */
export function perform(id: MachineId, verb: 'pause' | 'resume' | 'reset' | 'powerOff'): void {
  const client = clientOf(id);
  if (client === undefined) return;
  settle(client, verb === 'reset' ? resetMachine(client) : client[verb]());
}

/** Machines that are frozen once more when that is done which is being done. */
const frozenAgain = new Set<MachineId>();

/** Freezes a machine for the user, and once more after that if it is asked for meanwhile. */
export async function freeze(id: MachineId): Promise<void> {
  const entry = useMachines.getState().entries.find((made) => made.id === id);
  if (entry?.freezing === true) frozenAgain.add(id);
  else {
    do frozenAgain.delete(id);
    while ((await freezeNow(id)) && frozenAgain.has(id));
  }
}

/** Freezes a machine for the user as it is now, and does something else once that is in storage; else nothing. */
export async function freezeThen(id: MachineId, next: () => void): Promise<void> {
  if (await freezeNow(id)) next();
}

/** Resolves when it was done, to whether it was done well. */
async function freezeNow(id: MachineId): Promise<boolean> {
  const client = clientOf(id);
  if (client === undefined) return false;
  setFreezing(id, true);
  const frozen = freezeMachine(client);
  settle(client, frozen);
  const done = await frozen.then(
    () => true,
    () => false,
  );
  setFreezing(id, false);
  return done;
}

function settle(client: MachineClient, done: Promise<unknown>): void {
  done.catch((error: unknown) => {
    // The machine's own notice says how it ended.
    const told = hasEnded(client.status) || clientOf(client.id) === undefined;
    if (!told || toFailure(error) === null) report(error);
  });
}
