import * as Comlink from 'comlink';
import { FailureError } from '#protocol/failure';
import type { FrozenMachine, MachineLibrary } from '#protocol/frozen-machine';
import { PendingCalls } from '#protocol/pending-calls';

/** The library in another worker; pages are moved there, not copied. */
export interface RemoteLibrary extends MachineLibrary {
  /** Its worker is gone: what waits for it, and what is asked later, fails with `StorageRefused`. */
  end(): void;
}

/** The library that is served on a port. */
export function remoteLibrary(port: MessagePort): RemoteLibrary {
  const remote = Comlink.wrap<MachineLibrary>(port);
  const calls = new PendingCalls();
  return {
    write: (frozen, how) =>
      calls.race(() =>
        remote.write(
          Comlink.transfer(frozen, pageBuffers(frozen)),
          ...(how === undefined ? [] : [Comlink.proxy(how)]),
        ),
      ),
    read: (id, have) => calls.race(() => remote.read(id, have)),
    // A copy: the file is offered again while the library has not got it.
    importBaked: (file) => calls.race(() => remote.importBaked(file)),
    imageFile: (sha256) => calls.race(() => remote.imageFile(sha256)),
    own: (lineage, writer) => calls.race(() => remote.own(lineage, writer)),
    noteUnsaved: (lineage, at) => calls.race(() => remote.noteUnsaved(lineage, at)),
    end: () => {
      calls.end(libraryGone());
      port.close();
    },
  };
}

function libraryGone(): FailureError {
  return new FailureError(
    'StorageRefused',
    'The worker that keeps snapshots ended before it had answered. What was stored before is whole, this machine is as it was, and the worker is started again: try again in a moment.',
  );
}

/** Modules stay: the machine goes on with them. */
function pageBuffers({ regions }: FrozenMachine): ArrayBuffer[] {
  return Object.values(regions).flatMap(({ pages: { numbers, contents } }) => [
    numbers.buffer,
    contents.buffer,
  ]);
}
