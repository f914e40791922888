import type * as Comlink from 'comlink';
import type { LibraryApi } from '#protocol/snapshots';
import { report } from '../notices/notices.ts';
import { LibraryLink } from './library-link.ts';

let link: LibraryLink | null = null;
const waitingPorts: MessagePort[] = [];
const listeners = new Set<() => void>();

/** Asks the library of snapshots, which is started when nobody has asked before. Fails with `WorkerLost`, too. */
export function askLibrary<Answer>(
  verb: (api: Comlink.Remote<LibraryApi>) => Promise<Answer>,
): Promise<Answer> {
  return wakeLibrary().call(verb);
}

/** A port on which a machine's worker reaches the library, whenever that is started. */
export function libraryPort(): MessagePort {
  const { port1, port2 } = new MessageChannel();
  if (link === null) waitingPorts.push(port1);
  else link.serve(port1);
  return port2;
}

/** Starts the library's worker, unless it runs. */
export function wakeLibrary(): LibraryLink {
  if (link !== null) return link;
  const started = new LibraryLink({
    handleChange: tellAll,
    handleBug: report,
    handleLost: (failure) => {
      link = null;
      report(failure);
    },
  });
  link = started;
  for (const port of waitingPorts.splice(0)) started.serve(port);
  tellAll();
  return started;
}

/** Calls `listener` when the library was started, and after each change of its list. */
export function watchLibrary(listener: () => void): void {
  listeners.add(listener);
}

function tellAll(): void {
  for (const listener of listeners) listener();
}
