import type { MachinePhase, MachineStatus } from '#protocol/machine';
import type { FrozenConfig } from '#protocol/snapshots';

const WORDS: Readonly<Record<MachinePhase, string>> = {
  loading: 'Loading',
  booting: 'Booting',
  running: 'Running',
  paused: 'Paused',
  rewound: 'In the past',
  off: 'Powered off',
  panicked: 'Kernel panic',
  failed: 'Failed',
};

/** Its disk was in the worker that failed. */
const DISK_LOST =
  'Started again, it has its disk as that was at first: what was written to it is lost.';

/** What it is doing, in a word or two. `isReplay`: what is past of it was recorded, maybe elsewhere. */
export function statusWord(status: MachineStatus, isReplay: boolean): string {
  const isElsewhere = status.phase === 'failed' && status.failure.name === 'MachineElsewhere';
  if (isElsewhere) return 'In another tab';
  return isReplay && status.phase === 'rewound' ? 'Replay' : WORDS[status.phase];
}

/** Why it cannot be frozen in its past, as a sentence; null: it is not there. */
export function freezeRefusal(status: MachineStatus, isReplay: boolean): string | null {
  if (status.phase !== 'rewound') return null;
  return isReplay
    ? 'A replay is among the snapshots already. Live on from here for a machine that can be frozen.'
    : 'What is past cannot be frozen: go back to now, or live on from here, first.';
}

/** Why there is nothing to pause in its past, as a sentence; null: there is, or it is not there. */
export function pauseRefusal(status: MachineStatus): string | null {
  if (status.phase !== 'rewound' || status.playing) return null;
  return 'It stands still. Play, under the console, does again what it did.';
}

/** It stands still for good: only switching it on again helps. */
export function hasEnded(status: MachineStatus): boolean {
  return status.phase === 'off' || status.phase === 'panicked' || status.phase === 'failed';
}

/** Somebody may have something in it that a reset would lose. */
export function isInUse(status: MachineStatus): boolean {
  return status.phase === 'running' || status.phase === 'paused' || status.phase === 'rewound';
}

/** Work that a snapshot of it would keep: in its memory, or on its disk while it boots from anew. */
export function holdsWork(status: MachineStatus, { disk }: Pick<FrozenConfig, 'disk'>): boolean {
  return isInUse(status) || (status.phase === 'booting' && disk !== null);
}

/** What its disk holds is in no snapshot, and in none that could be made: it is switched off. */
export function holdsDiskOnly(
  status: MachineStatus,
  { disk }: Pick<FrozenConfig, 'disk'>,
): boolean {
  return disk !== null && (status.phase === 'off' || status.phase === 'panicked');
}

/** What becomes of a machine on this page that goes back to a snapshot; null where there is nothing to tell. */
export function goingBackHint(
  { name, disk }: Pick<FrozenConfig, 'name' | 'disk'>,
  status: MachineStatus,
): string | null {
  if (holdsWork(status, { disk })) {
    return `Resume takes ${name} back to this; what it is now is kept first, as a snapshot.`;
  }
  if (!holdsDiskOnly(status, { disk })) return null;
  return `Resume takes ${name} back to this; what it wrote to its disk since it was saved last is lost by that.`;
}

/** It is on its way to the prompt. */
export function isStarting(status: MachineStatus): boolean {
  return status.phase === 'loading' || status.phase === 'booting';
}

/** The guest executes instructions. */
export function isLive(status: MachineStatus): boolean {
  return status.phase === 'booting' || status.phase === 'running';
}

/** How the machine ended and what that cost, in a sentence or two; null while it has not ended. */
export function endSentence(
  { name, disk }: Pick<FrozenConfig, 'name' | 'disk'>,
  status: MachineStatus,
  isSaved = false,
): string | null {
  switch (status.phase) {
    case 'off':
      return status.by === 'guest' ? `${name} switched itself off.` : `You switched ${name} off.`;
    case 'panicked':
      return `The kernel of ${name} gave up: ${status.message}`;
    case 'failed':
      return disk === null || isSaved
        ? status.failure.message
        : `${status.failure.message} ${DISK_LOST}`;
    default:
      return null;
  }
}
