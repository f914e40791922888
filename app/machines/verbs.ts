import { toFailure } from '#protocol/failure';
import type { MachineConfig, MachineId } from '#protocol/machine';
import { report } from '../notices/notices.ts';
import { clientOf, startMachine } from './fleet.ts';
import type { MachineClient } from './machine-client.ts';
import { hasEnded } from './phase.ts';

/** Starts a machine for the user. */
export function start(config: MachineConfig): void {
  const { client, booted } = startMachine(config);
  settle(client, booted);
}

/** Does something to a machine for the user, who reads of it when it fails. */
export function perform(id: MachineId, verb: 'pause' | 'resume' | 'reset' | 'powerOff'): void {
  const client = clientOf(id);
  if (client !== undefined) settle(client, client[verb]());
}

function settle(client: MachineClient, done: Promise<void>): void {
  done.catch((error: unknown) => {
    // The machine's own notice says how it ended.
    const told = hasEnded(client.status) || clientOf(client.id) === undefined;
    if (!told || toFailure(error) === null) report(error);
  });
}
