import type { MachineId, MachineStatus } from '#protocol/machine';
import { statusWord } from '../machines/phase.ts';
import { useTimelines } from './timeline-store.ts';

/** Whether what a machine has instead of a present is the end of a recording; as it was told last. */
export function useIsReplay(id: MachineId): boolean {
  return useTimelines(({ timelines }) => timelines.get(id)?.replay ?? false);
}

/** What a machine is doing, in a word or two. */
export function useStatusWord(id: MachineId, status: MachineStatus): string {
  const isReplay = useIsReplay(id);
  return statusWord(status, isReplay);
}
