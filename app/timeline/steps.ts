import { create } from 'zustand';
import type { MachineId } from '#protocol/machine';
import type { Step, StepTarget } from '#protocol/timeline';
import { clientOf } from '../machines/fleet.ts';
import { report } from '../notices/notices.ts';
import { readTimeline } from './timeline-store.ts';

interface StepWords {
  readonly target: StepTarget;
  readonly label: string;
  /** What did not come, where it was not reached. */
  readonly missed: string;
}

/** From the shortest to the longest. */
export const STEPS: readonly StepWords[] = [
  { target: 'slice', label: 'One slice', missed: 'It went no further' },
  { target: 'tick', label: 'Timer tick', missed: 'The timer did not tick' },
  { target: 'device', label: 'Device access', missed: 'No device was accessed' },
  { target: 'interrupt', label: 'Interrupt', missed: 'No interrupt came' },
  { target: 'line', label: 'Line of output', missed: 'No line was written' },
];

interface StepsState {
  /** The last one asked for: the shortcut does the same again. */
  readonly target: StepTarget;
  /** What the last one came to, for as long as the machine stands there. */
  readonly told: { readonly id: MachineId; readonly text: string } | null;
}

export const useSteps = create<StepsState>(() => ({ target: 'slice', told: null }));

/** Goes one step for the user; the one of the last time unless told. */
export async function takeStep(id: MachineId, target = useSteps.getState().target): Promise<void> {
  useSteps.setState({ target });
  try {
    const step = await clientOf(id)?.call((api) => api.step(target));
    if (step !== undefined) useSteps.setState({ told: { id, text: stepText(target, step) } });
  } catch (error) {
    report(error);
  }
  await readTimeline(id);
}

export function forgetStep(): void {
  useSteps.setState({ told: null });
}

/** `Timer tick: after 10,214 instructions.`, `No interrupt came in 2,000,000 instructions.` */
export function stepText(target: StepTarget, { reached, instructions }: Step): string {
  const words = STEPS.find((known) => known.target === target);
  const count = `${instructions.toLocaleString('en')} ${instructions === 1 ? 'instruction' : 'instructions'}`;
  if (target === 'slice' && reached) return `One slice: ${count}.`;
  return reached
    ? `${words?.label}, after ${count}.`
    : `${words?.missed} in ${count}: it idled, or went on for too long.`;
}
