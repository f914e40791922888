import type { SnapshotInfo } from '#protocol/snapshots';
import {
  machineHere,
  type ResumeOutcome,
  resumeAsNew,
  resumeSnapshot,
} from '../library/resuming.ts';
import { holdsDiskOnly } from '../machines/phase.ts';
import { showResumed } from './panel-focus.ts';
import { ask } from './panel-store.ts';

/**
 * Resumes a snapshot for the user, who is asked first where its machine is another tab's, or has a disk to lose; plays a
 * replay beside what runs.
 */
export async function resume(info: SnapshotInfo): Promise<void> {
  if (info.kind === 'replay') return resumeNew(info);
  const here = machineHere(info);
  if (here !== undefined && holdsDiskOnly(here.status, here.config)) ask({ kind: 'goBack', info });
  else await resumeNow(info);
}

/** Resumes a snapshot of a machine whose disk may be lost by that. */
export async function resumeNow(info: SnapshotInfo): Promise<void> {
  const outcome = shown(await resumeSnapshot(info));
  if (outcome === 'elsewhere') ask({ kind: 'elsewhere', info });
}

/** The same, taking its machine from the tab that has it. */
export async function resumeFromOtherTab(info: SnapshotInfo): Promise<void> {
  shown(await resumeSnapshot(info, true));
}

/** Begins another machine from a snapshot, or plays a replay, for the user. */
export async function resumeNew(info: SnapshotInfo): Promise<void> {
  shown(await resumeAsNew(info));
}

/** What the button says that resumes it. */
export function resumeWord({ kind }: SnapshotInfo): string {
  return kind === 'replay' ? 'Play' : 'Resume';
}

function shown(outcome: ResumeOutcome): ResumeOutcome {
  if (outcome === 'resumed') showResumed();
  return outcome;
}
