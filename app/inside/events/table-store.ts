import { create } from 'zustand';
import type { MachineId } from '#protocol/machine';
import { forgetRemoved } from '../machine-map.ts';
import type { Reading } from '../rates.ts';
import type { Here, Span } from './spans.ts';

/** What was chosen about one machine's table of events. */
export interface TableChoices {
  readonly span: Span;
  readonly here: Here | null;
  /** Null: all. */
  readonly device: string | null;
  /** The readings that it is of since it was told to hold still; null: it goes on. */
  readonly held: readonly Reading[] | null;
}

const NOTHING_CHOSEN: TableChoices = { span: 'minute', here: null, device: null, held: null };

/** By machine; kept while another tab of the panel is shown. Read anywhere; written by `chooseInTable`. */
const useChoices = create<ReadonlyMap<MachineId, TableChoices>>(() => new Map());
forgetRemoved(useChoices, (id) => id);

export function useTableChoices(machineId: MachineId | null): TableChoices {
  return useChoices(
    (all) => (machineId === null ? undefined : all.get(machineId)) ?? NOTHING_CHOSEN,
  );
}

export function chooseInTable(machineId: MachineId | null, change: Partial<TableChoices>): void {
  if (machineId === null) return;
  useChoices.setState((all) => {
    const before = all.get(machineId) ?? NOTHING_CHOSEN;
    return new Map(all).set(machineId, { ...before, ...change });
  }, true);
}
