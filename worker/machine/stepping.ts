import type { Engine } from '../engine/engine.ts';
import { hostNowMs } from '../engine/host-globals.ts';
import type { PowerCycle } from './power-cycle.ts';
import { turn } from './turns.ts';

/**
 * Instructions of a slice, at least, once a step has executed so many: a basic block at first, the shortest that there is, and
 * longer ones on a way that is long. Even numbers, so that a slice that begins halted is over at once.
 */
const SLICES = [
  { after: 200_000, instructions: 1000 },
  { after: 20_000, instructions: 100 },
  { after: 0, instructions: 2 },
] as const;

/** How long a step keeps the thread. */
const TURN_MS = 6;

/**
 * Runs a machine that stands still in its present, slice by slice, until it is over or no longer to go on. Guest time moves by
 * what the slices take; a guest that idles wakes at its next timer.
 */
export async function stepSlices(
  cycle: PowerCycle,
  isOver: () => boolean,
  isOn: () => boolean,
): Promise<void> {
  const { engine } = cycle;
  if (engine.unsettled) await engine.settle();
  const from = engine.instructions;
  let anchorNs = cycle.progress.guestTimeNs;
  let turnEnd = hostNowMs() + TURN_MS;
  while (isOn()) {
    setSlice(engine, engine.instructions - from);
    const idleMs = cycle.runSlice(anchorNs);
    if (engine.unsettled) await engine.settle();
    if (!isOn() || isOver()) return;
    const skippedNs = engine.serial.canDeliver ? 0 : Math.ceil(idleMs * 1e6);
    anchorNs = engine.clock.ns + 1 + skippedNs;
    if (hostNowMs() < turnEnd) continue;
    await turn();
    turnEnd = hostNowMs() + TURN_MS;
  }
}

function setSlice(engine: Engine, executed: number): void {
  const instructions = SLICES.find(({ after }) => executed >= after)?.instructions;
  if (instructions === undefined || instructions === engine.sliceInstructions) return;
  engine.give({ kind: 'sliceLength', instructions });
}
