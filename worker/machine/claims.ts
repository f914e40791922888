import type { ConsolePort } from '#protocol/console';
import { FailureError } from '#protocol/failure';
import { machineLock } from '#protocol/machine';
import type { LineageId } from '#protocol/snapshots';
import { welcomeLookers } from './lookers.ts';

/** How long the tab that has a machine may take to save it for another one. */
const YIELD_MS = 10_000;

const CHANNEL = 'snowglobe-machines';

/** A machine that this tab has, and no other. */
export interface Claim {
  release(): void;
}

/** What one who has a machine is told. */
export interface ClaimEvents {
  /**
   * Another tab wants it: save it, then release the claim. Resolves to null, or, where it is kept because something in it
   * could not be saved, to the sentence that says why.
   */
  handleWanted(): Promise<string | null>;
  /** Another tab has taken it. */
  handleLost(): void;
  /** Other tabs look on through a port, which hears no more of those before. */
  handleLookers(port: ConsolePort): void;
}

/** Sees to it that only one tab has a machine. */
export interface Claims {
  /**
   * Claims a machine. Fails with `MachineElsewhere` when another tab has it and `takeOver` does not say to take it, or that
   * tab keeps it.
   */
  claim(lineage: LineageId, takeOver: boolean, events: ClaimEvents): Promise<Claim>;
}

/** What a tab broadcasts that keeps the machine which another one asked for by its lineage. */
interface Refusal {
  readonly kept: LineageId;
  readonly why: string;
}

/** By the browser's locks, which end with the worker that holds them. */
export const tabClaims: Claims = {
  async claim(lineage, takeOver, events) {
    const name = machineLock(lineage);
    let isLost = false;
    let dismiss = (): void => {};
    const handleLost = (): void => {
      isLost = true;
      dismiss();
      events.handleLost();
    };
    const held =
      (await hold(name, { ifAvailable: true }, handleLost)) ??
      (takeOver ? await takenOver(name, lineage, handleLost) : null);
    if (held === null) {
      throw new FailureError(
        'MachineElsewhere',
        'This machine runs in another tab, so it was not started here. Go on in that tab, or take it over.',
      );
    }
    dismiss = welcome(lineage, events);
    if (isLost) dismiss();
    return {
      release: () => {
        dismiss();
        held.release();
      },
    };
  },
};

/** The machines that some tab of this site has. */
export async function claimedMachines(): Promise<readonly LineageId[]> {
  const { held = [] } = await lockManager().query();
  // Safe: the empty end of a name.
  const prefix = machineLock('' as LineageId);
  return held.flatMap(({ name = '' }) =>
    // Safe: what these locks are named by.
    name.startsWith(prefix) ? [name.slice(prefix.length) as LineageId] : [],
  );
}

/** Answers other tabs that want a machine, or look on at it. Returns what ends that. */
function welcome(lineage: LineageId, events: ClaimEvents): () => void {
  const channel = new BroadcastChannel(CHANNEL);
  let dismissed = false;
  const answer = async (): Promise<void> => {
    const why = await events.handleWanted();
    const refusal: Refusal | null = why === null ? null : { kept: lineage, why };
    if (refusal !== null && !dismissed) channel.postMessage(refusal);
  };
  channel.onmessage = ({ data }) => {
    if (data === lineage) void answer();
  };
  const dismissLookers = welcomeLookers(lineage, (port) => events.handleLookers(port));
  return () => {
    dismissed = true;
    channel.close();
    dismissLookers();
  };
}

/** Asks the tab that has it to let go, and takes it from one that does not answer. */
async function takenOver(
  name: string,
  lineage: LineageId,
  handleLost: () => void,
): Promise<Claim | null> {
  const channel = new BroadcastChannel(CHANNEL);
  const refused = new AbortController();
  channel.onmessage = ({ data }: { data: unknown }) => {
    if (!isRefusal(data) || data.kept !== lineage) return;
    refused.abort(
      new FailureError(
        'MachineElsewhere',
        `The tab that has this machine keeps it, because it could not save it: ${data.why} It was not started here. Go on in that tab.`,
      ),
    );
  };
  try {
    channel.postMessage(lineage);
    const signal = AbortSignal.any([refused.signal, AbortSignal.timeout(YIELD_MS)]);
    return (
      (await hold(name, { signal }, handleLost)) ?? (await hold(name, { steal: true }, handleLost))
    );
  } finally {
    channel.close();
  }
}

function isRefusal(data: unknown): data is Refusal {
  return typeof data === 'object' && data !== null && 'kept' in data && 'why' in data;
}

/** Holds a lock until it is released; null when it was not to be had. Fails with `PageInsecure`. */
async function hold(
  name: string,
  options: LockOptions,
  handleLost: () => void,
): Promise<Claim | null> {
  const locks = lockManager();
  return new Promise((resolve, reject) => {
    let isHeld = false;
    const request = locks.request(name, options, (lock) => {
      if (lock === null) return resolve(null);
      isHeld = true;
      return new Promise<void>((release) => resolve({ release }));
    });
    request.catch((error: unknown) => {
      if (isHeld) handleLost();
      else if (error instanceof DOMException && error.name === 'TimeoutError') resolve(null);
      else reject(error);
    });
  });
}

function lockManager(): LockManager {
  // Pages from plain http have none, whatever the types say.
  const { locks } = navigator as { readonly locks?: LockManager };
  if (locks !== undefined) return locks;
  throw new FailureError(
    'PageInsecure',
    'This page came over plain http from another computer, where browsers switch off what keeps two tabs from running one machine, so the machine was not started. Open it over https, or from this computer.',
  );
}
