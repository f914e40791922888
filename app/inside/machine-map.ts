import type { StoreApi } from 'zustand';
import type { MachineId } from '#protocol/machine';
import { useMachines } from '../machines/store.ts';

/** From now on drops what a store keeps of machines that were removed. */
export function forgetRemoved<Key, Kept>(
  store: Pick<StoreApi<ReadonlyMap<Key, Kept>>, 'getState' | 'setState'>,
  machineOf: (key: Key) => MachineId,
): void {
  useMachines.subscribe(({ entries }, before) => {
    if (entries === before.entries) return;
    const present = new Set(entries.map(({ id }) => id));
    const kept = [...store.getState()].filter(([key]) => present.has(machineOf(key)));
    if (kept.length < store.getState().size) store.setState(new Map(kept), true);
  });
}
