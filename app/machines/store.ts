import { create } from 'zustand';
import type { MachineConfig, MachineId, MachineStatus } from '#protocol/machine';
import type { Pulse } from './pulse.ts';

/** What the page shows of one machine; its console is not here, it goes from port to terminal. */
export interface MachineEntry {
  readonly id: MachineId;
  readonly config: MachineConfig;
  readonly status: MachineStatus;
  /** Null until its counters were read. */
  readonly pulse: Pulse | null;
  /** Counts its workers: with a new one the console has to be opened anew. */
  readonly life: number;
}

export interface MachinesState {
  readonly entries: readonly MachineEntry[];
  /** The one on the screen; null when there is none at all. */
  readonly focusedId: MachineId | null;
}

/** Read anywhere; written by `fleet.ts` alone. */
export const useMachines = create<MachinesState>(() => ({ entries: [], focusedId: null }));

/** The entry of one machine, undefined once it was removed. */
export function useMachine(id: MachineId): MachineEntry | undefined {
  return useMachines((state) => state.entries.find((entry) => entry.id === id));
}
