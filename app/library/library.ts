import type * as Comlink from 'comlink';
import type { FailureError } from '#protocol/failure';
import type { LibraryApi } from '#protocol/snapshots';
import { report } from '../notices/notices.ts';
import { LibraryLink } from './library-link.ts';

/** A library that died is started again after so long. */
const RESTART_MS = 3000;

let link: LibraryLink | null = null;
/** The last one died, and that was told. */
let lossTold = false;
let waitingPorts: MessagePort[] = [];
const machines = new Set<(port: MessagePort) => void>();
const listeners = new Set<() => void>();

/** Asks the library of snapshots, which is started when nobody has asked before. Fails with `WorkerLost`, too. */
export function askLibrary<Answer>(
  verb: (api: Comlink.Remote<LibraryApi>) => Promise<Answer>,
): Promise<Answer> {
  return wakeLibrary().call(verb);
}

/**
 * Connects a machine's worker with the library, whenever that is started: `connect` gets the port to reach it at once, and
 * another one each time the library has died. Returns how to end that.
 */
export function connectMachine(connect: (port: MessagePort) => void): () => void {
  machines.add(connect);
  connect(newPort());
  return () => machines.delete(connect);
}

/** Starts the library's worker, unless it runs. */
export function wakeLibrary(): LibraryLink {
  if (link !== null) return link;
  const started = new LibraryLink({
    handleStart: () => {
      lossTold = false;
    },
    handleChange: tellAll,
    handleBug: report,
    handleLost,
  });
  link = started;
  for (const port of waitingPorts) started.serve(port);
  waitingPorts = [];
  tellAll();
  return started;
}

/** Calls `listener` when the library was started, and after each change of its list. */
export function watchLibrary(listener: () => void): void {
  listeners.add(listener);
}

/** Who waits for the dead library is refused, and waits for the next one from then on. */
function handleLost(failure: FailureError): void {
  link = null;
  if (!lossTold) report(failure);
  lossTold = true;
  for (const connect of machines) connect(newPort());
  setTimeout(wakeLibrary, RESTART_MS);
}

function newPort(): MessagePort {
  const { port1, port2 } = new MessageChannel();
  if (link === null) waitingPorts.push(port1);
  else link.serve(port1);
  return port2;
}

function tellAll(): void {
  for (const listener of listeners) listener();
}
