import * as Comlink from 'comlink';
import { LIBRARY_NAME } from '#protocol/snapshots';
import { claimedMachines } from './machine/claims.ts';
import { exportV86State } from './machine/stock-export.ts';
import { Library } from './snapshots/library.ts';
import { webLock } from './snapshots/locks.ts';

async function fetchFile(location: string): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(location);
  if (!response.ok) throw new Error(`The server answered ${response.status}.`);
  return new Uint8Array(await response.arrayBuffer());
}

addEventListener('unhandledrejection', ({ reason }) => reportError(reason));

Comlink.expose(
  new Library({
    fetchFile,
    lock: webLock(LIBRARY_NAME),
    runningMachines: claimedMachines,
    collectsByItself: true,
    exportV86State,
  }),
);
