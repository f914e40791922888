import { create } from 'zustand';
import type { MachineConfig, MachineId, MachineStatus } from '#protocol/machine';
import type { Pulse } from './pulse.ts';

/** What the page shows of one machine; its console is not here, it goes from port to terminal. */
export interface MachineEntry {
  readonly id: MachineId;
  readonly config: MachineConfig;
  readonly status: MachineStatus;
  /** Counts its workers: with a new one the console has to be opened anew. */
  readonly life: number;
}

export interface MachinesState {
  readonly entries: readonly MachineEntry[];
  /** The machines whose counters were read. Beside the entries: they change once a second, and little shows them. */
  readonly pulses: ReadonlyMap<MachineId, Pulse>;
  /** The one on the screen; null when there is none at all. */
  readonly focusedId: MachineId | null;
}

/** Read anywhere; written by `fleet.ts` alone. */
export const useMachines = create<MachinesState>(() => ({
  entries: [],
  pulses: new Map(),
  focusedId: null,
}));

/** The entry of one machine, undefined once it was removed. */
export function useMachine(id: MachineId): MachineEntry | undefined {
  return useMachines((state) => state.entries.find((entry) => entry.id === id));
}

/** The text that `show` makes of a machine's pulse, null until its counters were read; drawn anew when the text changes. */
export function usePulseText(id: MachineId, show: (pulse: Pulse | null) => string): string {
  return useMachines((state) => show(state.pulses.get(id) ?? null));
}
