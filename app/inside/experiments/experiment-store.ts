import { create } from 'zustand';
import type { ExperimentId, ExperimentResult } from '#protocol/experiments';
import { toFailure } from '#protocol/failure';
import type { MachineId } from '#protocol/machine';
import type { MachineHandle } from '#protocol/snowglobe';
import { report } from '../../notices/notices.ts';
import { forgetRemoved } from '../machine-map.ts';

/** One run of an experiment on a machine, the last one there was. */
export type Run =
  | { readonly kind: 'running'; readonly step: string; readonly steps: number }
  | { readonly kind: 'ended'; readonly result: ExperimentResult }
  /** Nothing was begun, or it was cancelled; in a sentence. */
  | { readonly kind: 'refused'; readonly message: string };

/** Runs by experiment and machine. Read anywhere; written by the functions below. */
export const useRuns = create<ReadonlyMap<RunKey, Run>>(() => new Map());
forgetRemoved(useRuns, machineIn);

type RunKey = `${ExperimentId} ${MachineId}`;

const cancelling = new Map<RunKey, AbortController>();

export function runKey(id: ExperimentId, machine: MachineHandle): RunKey {
  return `${id} ${machine.id}`;
}

function machineIn(key: RunKey): MachineId {
  // Safe: what follows the blank of a key.
  return key.slice(key.indexOf(' ') + 1) as MachineId;
}

/** Runs it; whoever leaves its page finds the result when they come back. */
export async function startExperiment(id: ExperimentId, machine: MachineHandle): Promise<void> {
  const key = runKey(id, machine);
  if (cancelling.has(key)) return;
  const controller = new AbortController();
  cancelling.set(key, controller);
  let steps = 0;
  const onStep = (step: string): void => put(key, { kind: 'running', step, steps: ++steps });
  onStep('fetch the experiment');
  try {
    const { signal } = controller;
    const result = await snowglobe.experiments.run(id, machine, { signal, onStep });
    put(key, { kind: 'ended', result });
  } catch (error) {
    put(key, { kind: 'refused', message: told(error) });
  } finally {
    cancelling.delete(key);
  }
}

export function cancelExperiment(id: ExperimentId, machine: MachineHandle): void {
  cancelling.get(runKey(id, machine))?.abort();
}

function told(error: unknown): string {
  const failure = toFailure(error);
  if (failure !== null) return failure.message;
  report(error);
  return 'The experiment was ended by a fault of this page’s, so it has no result.';
}

function put(key: RunKey, run: Run): void {
  useRuns.setState((runs) => new Map(runs).set(key, run), true);
}
