import { FailureError, toFailure } from '#protocol/failure';
import type { PowerCycle } from './power-cycle.ts';
import type { Transcript } from './transcript.ts';
import type { Waiters } from './waiters.ts';

/** How long a boot may take before the one who waits for its prompt is told. */
const BOOT_TIMEOUT_MS = 120_000;

/** Waits for a power cycle's first prompt while the guest runs: a pause does not count. Fails with `NoPrompt`. */
export async function untilPrompt(
  prompts: Waiters,
  cycle: PowerCycle,
  transcript: Transcript,
): Promise<void> {
  const leftMs = () => BOOT_TIMEOUT_MS - cycle.progress.wallTimeMs;
  const noPrompt = () =>
    new FailureError(
      'NoPrompt',
      `The guest showed no shell prompt within ${BOOT_TIMEOUT_MS / 1000} s; it runs on. ${transcript.lastSeen()}`,
    );
  for (;;) {
    try {
      return await prompts.wait(Math.max(1000, leftMs()), noPrompt);
    } catch (error) {
      if (toFailure(error)?.name !== 'NoPrompt' || leftMs() <= 0) throw error;
    }
  }
}
