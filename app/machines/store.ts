import { create } from 'zustand';
import type { KeepStatus, MachineId, MachineStatus, Thawed } from '#protocol/machine';
import type { FrozenConfig, LineageId, SnapshotInfo } from '#protocol/snapshots';
import type { Pulse } from './pulse.ts';

/** Something that was done with a machine and is told once, beside its console. */
export type MachineNews =
  /** `named`: by whoever froze it. */
  | {
      readonly kind: 'frozen';
      readonly key: number;
      readonly info: SnapshotInfo;
      readonly named: boolean;
    }
  | { readonly kind: 'copied'; readonly key: number; readonly identity: Thawed['identity'] }
  /** It is what it was; `kept` is what it was before that, where that was to be lost. */
  | {
      readonly kind: 'resumed';
      readonly key: number;
      readonly name: string;
      readonly kept: string | null;
    };

/** What the page shows of one machine; its console is not here, it goes from port to terminal. */
export interface MachineEntry {
  readonly id: MachineId;
  readonly config: FrozenConfig;
  readonly lineage: LineageId | null;
  readonly status: MachineStatus;
  /** Null until it has told. */
  readonly keeping: KeepStatus | null;
  readonly news: MachineNews | null;
  /** The user has it frozen just now. */
  readonly freezing: boolean;
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
