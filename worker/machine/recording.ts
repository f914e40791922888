import type { GuestDisk } from '../engine/guest-disk.ts';
import type { Ahead } from '../timeline/ahead.ts';
import { Timeline } from '../timeline/timeline.ts';
import type { ConsoleServer } from './console-server.ts';
import { guestStopped } from './ends.ts';
import type { PowerCycle, PowerCycleState } from './power-cycle.ts';
import type { Transcript } from './transcript.ts';
import { turn } from './turns.ts';

/** What a machine's past is made of, beside its PC. */
export interface RecordedParts {
  readonly cycle: PowerCycle;
  readonly disk: GuestDisk | null;
  readonly console: ConsoleServer;
  readonly transcript: Transcript;
}

export type CyclePast = Timeline<PowerCycleState>;

/** Keeps the past of a power cycle from now on; `ahead`: of one that is a replay, and does that first. */
export function recordCycle(
  parts: RecordedParts,
  budgetBytes: number,
  ahead: Ahead | null = null,
): CyclePast {
  const { cycle, disk, console, transcript } = parts;
  const past: CyclePast = new Timeline(
    {
      engine: cycle.engine,
      disk,
      look: () => cycle.state,
      leavePresent: () => {
        console.enterPast();
        cycle.enterPast(guestStopped('it was taken back in time'));
        transcript.restore({ text: '', cut: '' });
      },
      enterPresent: () => {
        console.mute();
        cycle.leavePast();
        console.leavePast();
      },
      putBack: (state) => cycle.putBack(state),
      lookAtConsole: () => console.model.keep(),
      showConsole: ({ console: kept, output }) => {
        console.restore(kept);
        for (const bytes of output) console.write(bytes.slice());
        console.mute();
      },
      handlePastInput: (input) => {
        if (input.kind === 'size') console.resize(input.columns, input.rows);
        else cycle.handlePastInput(input);
      },
      handlePastSlice: (isRight) => cycle.handlePastSlice(isRight),
      turn,
    },
    budgetBytes,
    ahead,
  );
  cycle.recorder = past;
  return past;
}
