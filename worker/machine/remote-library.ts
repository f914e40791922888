import * as Comlink from 'comlink';
import type { FrozenMachine, MachineLibrary } from '#protocol/frozen-machine';

/** The library in another worker; pages are moved there, not copied. */
export function remoteLibrary(port: MessagePort): MachineLibrary {
  const remote = Comlink.wrap<MachineLibrary>(port);
  return {
    write: (frozen) => remote.write(Comlink.transfer(frozen, pageBuffers(frozen))),
    read: (id, have) => remote.read(id, have),
    // A copy: the file is offered again while the library has not got it.
    importBaked: (file) => remote.importBaked(file),
    imageFile: (sha256) => remote.imageFile(sha256),
    own: (lineage, writer) => remote.own(lineage, writer),
    noteUnsaved: (lineage, at) => remote.noteUnsaved(lineage, at),
  };
}

/** Modules stay: the machine goes on with them. */
function pageBuffers({ regions }: FrozenMachine): ArrayBuffer[] {
  return Object.values(regions).flatMap(({ pages: { numbers, contents } }) => [
    numbers.buffer,
    contents.buffer,
  ]);
}
