import type { ConsolePort } from '#protocol/console';
import { FailureError } from '#protocol/failure';
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
  /** Another tab wants it: save it, then release the claim. */
  handleWanted(): void;
  /** Another tab has taken it. */
  handleLost(): void;
  /** Other tabs look on through a port, which hears no more of those before. */
  handleLookers(port: ConsolePort): void;
}

/** Sees to it that only one tab has a machine. */
export interface Claims {
  /** Claims a machine. Fails with `MachineElsewhere` when another tab has it and `takeOver` does not say to take it. */
  claim(lineage: LineageId, takeOver: boolean, events: ClaimEvents): Promise<Claim>;
}

/** By the browser's locks, which end with the worker that holds them. */
export const tabClaims: Claims = {
  async claim(lineage, takeOver, events) {
    const name = `snowglobe-machine-${lineage}`;
    const held =
      (await hold(name, { ifAvailable: true }, events)) ??
      (takeOver ? await takenOver(name, lineage, events) : null);
    if (held === null) {
      throw new FailureError(
        'MachineElsewhere',
        'This machine runs in another tab, so it was not started here. Go on in that tab, or take it over.',
      );
    }
    const channel = new BroadcastChannel(CHANNEL);
    channel.onmessage = ({ data }) => {
      if (data === lineage) events.handleWanted();
    };
    const dismissLookers = welcomeLookers(lineage, (port) => events.handleLookers(port));
    return {
      release: () => {
        channel.close();
        dismissLookers();
        held.release();
      },
    };
  },
};

/** Asks the tab that has it to let go, and takes it from one that does not answer. */
async function takenOver(name: string, lineage: LineageId, events: ClaimEvents) {
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage(lineage);
  channel.close();
  const released = await hold(name, { signal: AbortSignal.timeout(YIELD_MS) }, events);
  return released ?? hold(name, { steal: true }, events);
}

/** Holds a lock until it is released; null when it was not to be had. Fails with `PageInsecure`. */
async function hold(
  name: string,
  options: LockOptions,
  events: ClaimEvents,
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
      if (isHeld) events.handleLost();
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
