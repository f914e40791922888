import { create } from 'zustand';
import type { MachineId } from '#protocol/machine';
import { type Tempo, USUAL_TEMPO } from '#protocol/tempo';
import { clientOf } from '../machines/fleet.ts';
import { report } from '../notices/notices.ts';

interface TempoState {
  /** As the machines on the screen said last. */
  readonly tempos: ReadonlyMap<MachineId, Tempo>;
}

export const useTempos = create<TempoState>(() => ({ tempos: new Map() }));

/** Asks a machine how its time is wanted to go: a script may have set it, or it was set before a reset. */
export async function readTempo(id: MachineId): Promise<void> {
  const tempo = await clientOf(id)
    ?.call((api) => api.tempo())
    .catch(() => undefined);
  if (tempo !== undefined) note(id, tempo);
}

/** Sets the rate for the user, and lets a machine that stands still go at it; 0 makes it stand still. */
export async function turnTo(
  id: MachineId,
  rate: Tempo['rate'] | 0,
  stands: boolean,
): Promise<void> {
  const client = clientOf(id);
  if (client === undefined) return;
  // The next notch is told from this one before the machine has answered.
  if (rate !== 0) note(id, { ...(useTempos.getState().tempos.get(id) ?? USUAL_TEMPO), rate });
  try {
    await client.call((api) => api.setRate(rate));
    if (rate !== 0 && stands) await client.resume();
  } catch (error) {
    report(error);
  }
  await readTempo(id);
}

/** Caps the processor for the user; null: no more. */
export async function capCpu(id: MachineId, instructionsPerSecond: number | null): Promise<void> {
  await clientOf(id)
    ?.call((api) => api.setCpuCap(instructionsPerSecond ?? undefined))
    .catch(report);
  await readTempo(id);
}

function note(id: MachineId, tempo: Tempo): void {
  useTempos.setState(({ tempos }) => ({ tempos: new Map(tempos).set(id, tempo) }));
}
