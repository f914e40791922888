import { FailureError } from '#protocol/failure';

/** What is told to those who wait for a guest that runs no more. */
export function guestStopped(why: string): FailureError {
  return new FailureError('GuestStopped', `The machine no longer runs: ${why}.`);
}

/** What a bug of the emulator, or of ours around it, is told as. */
export function emulatorCrashed(cause: unknown): FailureError {
  const what = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
  return new FailureError(
    'EmulatorCrashed',
    `The emulated PC crashed (${what}), and this machine cannot go on; others are not affected. Start it again.`,
    { cause },
  );
}
