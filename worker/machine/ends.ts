import { FailureError } from '#protocol/failure';
import type { MachinePhase } from '#protocol/machine';

/** What is told to those who wait for a guest that runs no more. */
export function guestStopped(why: string): FailureError {
  return new FailureError('GuestStopped', `The machine no longer runs: ${why}.`);
}

/** What a bug of the emulator, or of ours around it, is told as. */
export function emulatorCrashed(cause: unknown): FailureError {
  return new FailureError(
    'EmulatorCrashed',
    `The emulated PC crashed (${textOf(cause)}), and this machine cannot go on; others are not affected. Start it again.`,
    { cause },
  );
}

/** What is told of a machine that a bug of ours kept from being saved. */
export function notSaved(cause: unknown): FailureError {
  return new FailureError(
    'NotSaved',
    `The machine could not be saved, by a mistake of Snowglobe's own (${textOf(cause)}). It runs on, and is tried again; until then all that is newer than its last snapshot would be lost with this tab. Copy what matters out of it.`,
    { cause },
  );
}

/** What is told of a verb that a machine in that phase does not have. */
const PHASE_WORDS: Readonly<Partial<Record<MachinePhase, string>>> = {
  rewound: 'in its past',
};

export function notInThisPhase(what: string, phase: MachinePhase): FailureError {
  return new FailureError(
    'NotInThisPhase',
    `The machine cannot ${what} while it is ${PHASE_WORDS[phase] ?? phase}; nothing was changed.`,
  );
}

/** What is told of a machine whose beginning failed before anything was loaded. */
export function nothingToSwitchOn(): FailureError {
  return new FailureError(
    'NotInThisPhase',
    'The machine cannot be switched on: the snapshot that it was to begin as was not read, and it has nothing else to begin as. Nothing was changed; resume a snapshot, or start a new machine.',
  );
}

/** What a machine ends with that another tab has been given, saved. */
export function takenOver(): FailureError {
  return new FailureError(
    'MachineElsewhere',
    'Another tab has taken this machine over and goes on with it there. Nothing is lost; close this one, or start another.',
  );
}

/** What a machine ends with that another tab has taken before it was saved. `savedAt` in milliseconds since 1970; null: never. */
export function takenUnsaved(savedAt: number | null): FailureError {
  const since =
    savedAt === null ? 'since it was started' : `since ${new Date(savedAt).toLocaleTimeString()}`;
  return new FailureError(
    'MachineElsewhere',
    `Another tab has taken this machine over, because this one did not save it within ten seconds. What it did ${since} is lost; the other tab goes on from what was saved then. Close this one, or start another.`,
  );
}

/** What a machine ends with that was to become what a snapshot was, and broke on the way. */
export function resumeBroke(cause: unknown): FailureError {
  return new FailureError(
    'EmulatorCrashed',
    `This machine was to become what a snapshot is, and broke on the way (${textOf(cause)}). What ran in it before and was not saved is lost; its snapshots are whole. Resume another one, or start it again.`,
    { cause },
  );
}

/** What is told to those who wait for a guest that is another now. */
export function resumedElsewhere(): FailureError {
  return guestStopped('it was resumed from a snapshot, and goes on from there');
}

/** What an error says of itself, for the end of a sentence. */
export function textOf(cause: unknown): string {
  return cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
}
