import type { MachineConfig, MachineId } from '#protocol/machine';
import { MachineClient } from './machine-client.ts';
import type { Pulse } from './pulse.ts';
import { type MachineEntry, useMachines } from './store.ts';

const clients = new Map<MachineId, MachineClient>();
let started = 0;

/** Builds and boots one more machine and brings it into focus; whatever else runs, goes on. */
export function startMachine(config: MachineConfig): {
  readonly client: MachineClient;
  /** Settles as `MachineApi.boot` does. */
  readonly booted: Promise<void>;
} {
  started++;
  // Safe: this is the one place that makes machine ids.
  const id = `machine-${started}` as MachineId;
  const client = new MachineClient(id, config, {
    handleStatus: (status) => update(id, () => ({ status })),
    handlePulse: (pulse) => setPulse(id, pulse),
    handleNewLife: () => {
      update(id, ({ life }) => ({ life: life + 1 }));
      setPulse(id, null);
    },
  });
  clients.set(id, client);
  const entry: MachineEntry = { id, config, status: client.status, life: 1 };
  useMachines.setState(({ entries }) => ({ entries: [...entries, entry], focusedId: id }));
  return { client, booted: client.boot() };
}

/** Ends a machine and forgets it; the neighbour comes into focus. */
export function removeMachine(id: MachineId): void {
  clients.get(id)?.end();
  clients.delete(id);
  setPulse(id, null);
  useMachines.setState(({ entries, focusedId }) => {
    const index = entries.findIndex((entry) => entry.id === id);
    const rest = entries.filter((entry) => entry.id !== id);
    if (focusedId !== id) return { entries: rest };
    return { entries: rest, focusedId: (rest[index] ?? rest.at(-1))?.id ?? null };
  });
}

export function focusMachine(id: MachineId): void {
  if (clients.has(id)) useMachines.setState({ focusedId: id });
}

/** The machine of that id, undefined once it was removed. */
export function clientOf(id: MachineId): MachineClient | undefined {
  return clients.get(id);
}

/** All machines, oldest first. */
export function allClients(): readonly MachineClient[] {
  return [...clients.values()];
}

function update(id: MachineId, change: (entry: MachineEntry) => Partial<MachineEntry>): void {
  useMachines.setState(({ entries }) => ({
    entries: entries.map((entry) => (entry.id === id ? { ...entry, ...change(entry) } : entry)),
  }));
}

function setPulse(id: MachineId, pulse: Pulse | null): void {
  useMachines.setState((state) => {
    const pulses = new Map(state.pulses);
    if (pulse === null) pulses.delete(id);
    else pulses.set(id, pulse);
    return { pulses };
  });
}
